"""The kecamatan a form offers."""

from __future__ import annotations

from shared.events.scheduling import Organization, Workshop
from shared.indonesia import districts_of


def district_groups(
    office: Organization | None, workshop: Workshop
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Code and name of the kecamatan of the office's province, by kabupaten or kota.

    Until the office is known here, those of the province where the workshop is held.
    """
    province = office.province_code if office else workshop.place.district_code[:2]
    return [
        (regency, [(district.code, district.name) for district in found])
        for regency, found in districts_of(province)
    ]
