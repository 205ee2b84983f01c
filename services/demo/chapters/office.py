"""Before the story: the office sets itself up with the one-time link, as every office does."""

from __future__ import annotations

from services.demo.people import OFFICE, PASSWORD
from services.demo.stage import SCHEDULING, Stage
from services.demo.visitor import PageError
from services.scheduling.actions import first_admin_token

ADMIN = "panitia@contoh.example"
APPROVER = "pejabat@contoh.example"
TRAINERS = (
    # Coconut-shell trainers came from a workshop in Solo; names are invented.
    {"name": "Sutrisno Wibowo", "skills": ["batok kelapa", "ukir"], "home": "Surakarta"},
    {"name": "Endang Purwanti, S.Sn.", "skills": ["batok kelapa", "desain"], "home": "Surakarta"},
    {"name": "Drs. Mulyadi Karsa", "skills": ["gula aren"], "district_code": "19.02.02"},
    {"name": "Ir. Wahyuni Lestari, M.Si.", "skills": ["kemasan", "pemasaran"], "district_code": "19.02.01"},
)
VENUES = (
    {
        "name": "Sanggar Belitong Kreasi Masa Kini (Bekemas)",
        "address": "Tanjungpandan, Belitung",
        "district_code": "19.02.01",
        "capacity": 30,
    },
    {
        "name": "Balai Desa Kembiri",
        "address": "Desa Kembiri, Kecamatan Membalong, Belitung",
        "district_code": "19.02.02",
        "capacity": 25,
    },
    {
        "name": "Gedung Serba Guna Sijuk",
        "address": "Kecamatan Sijuk, Belitung",
        "district_code": "19.02.04",
        "capacity": 40,
    },
)

SIGNERS = (
    {
        "papers": ["certificate", "invitation_letter", "assignment_letter"],
        "position": "Kepala Dinas Perindustrian",
        "name": "Dr. H. Contoh Pejabat, M.M.",
        "rank": "Pembina Utama Muda",
        "valid_from": "2017-01-01",
    },
    {
        "papers": ["attendance_sheet"],
        "position": "Ketua Panitia",
        "name": "Contoh Ketua, S.T.",
        "valid_from": "2017-01-01",
    },
)


async def play(stage: Stage) -> None:
    """Office, signature block, an approver, the programme, trainers and venues."""
    await _found_the_office(stage)
    await _say_who_signs(stage)
    await _invite_the_approver(stage)
    made = await stage.ask(
        "POST",
        f"{SCHEDULING}/programmes",
        {
            "title": "Pembinaan Industri Kecil dan Menengah Tahun 2017 (contoh)",
            "year": 2017,
            "code": "BIMTEK-IKM",
            "funding": "APBD (contoh)",
            "activity_code": "3.07.01",
            "activity_name": "Bimbingan Teknis Kerajinan dan Pangan",
        },
    )
    stage.programme_id = made["id"]
    for trainer in TRAINERS:
        made = await stage.ask("POST", f"{SCHEDULING}/trainers", trainer)
        stage.trainers[str(trainer["name"])] = made["id"]
    for venue in VENUES:
        made = await stage.ask("POST", f"{SCHEDULING}/venues", venue)
        stage.venues[str(venue["name"])] = made["id"]


async def _found_the_office(stage: Stage) -> None:
    """The link that `./bimtek up` prints at the first start."""
    scheduling = stage.suite.running["scheduling"]
    token = await scheduling.db.run(first_admin_token, stage.clock.now())
    page = await stage.office.open(f"/masuk/{token}")
    page = await stage.office.send(
        page,
        f"/masuk/{token}",
        office_name=OFFICE,
        short_name="Disperin Contoh",
        town="Pangkalpinang",
        province_code="19",
        zone="Asia/Jakarta",
        name="Panitia Contoh",
        email=ADMIN,
        password=PASSWORD,
        example="1",
    )
    if page.status != 200 or "/kelola" not in page.url:
        raise PageError(f"the office could not be set up: {page.url} ({page.status}) {page.text[:600]}")


async def _say_who_signs(stage: Stage) -> None:
    page = await stage.office.open("/kelola/instansi")
    page = await stage.office.send(
        page,
        "/kelola/instansi",
        letterhead="PEMERINTAH PROVINSI KEPULAUAN CONTOH",
        address="Jalan Contoh Nomor 1, Pangkalpinang",
        email="dinas@contoh.example",
        number_template="{urut:03}/{kegiatan}/{bulan_romawi}/{tahun}",
        approves_certificates="1",
    )
    if page.status != 200:
        raise PageError(f"the office could not be described: {page.status} {page.text[:600]}")
    for signer in SIGNERS:
        version = (await stage.ask("GET", f"{SCHEDULING}/signers"))["version"]
        await stage.ask("POST", f"{SCHEDULING}/signers", {**signer, "version": version})


async def _invite_the_approver(stage: Stage) -> None:
    page = await stage.office.open("/kelola/pengguna")
    await stage.office.send(
        page, "/kelola/pengguna", name="Pejabat Contoh", email=APPROVER, role="approver", way="mail"
    )
