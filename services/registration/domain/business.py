"""What a form may ask of a business. All of it is optional for whoever signs up."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class BusinessPart(StrEnum):
    """What an office chooses from; each part is one or two fields of the form."""

    NAME = "name"
    NIB = "nib"
    PRODUCT = "product"
    WORKERS = "workers"
    CAPACITY = "capacity"
    PIRT = "pirt"
    HALAL = "halal"
    KBLI = "kbli"


FIELDS_OF: Mapping[BusinessPart, tuple[str, ...]] = {
    BusinessPart.NAME: ("business_name",),
    BusinessPart.NIB: ("nib",),
    BusinessPart.PRODUCT: ("product",),
    BusinessPart.WORKERS: ("workers_female", "workers_male"),
    BusinessPart.CAPACITY: ("monthly_capacity", "capacity_unit"),
    BusinessPart.PIRT: ("pirt",),
    BusinessPart.HALAL: ("halal",),
    BusinessPart.KBLI: ("kbli",),
}
# In the row's `business`; the name has a column of its own.
STORED = tuple(name for names in FIELDS_OF.values() for name in names if name != "business_name")
