"""The people and the office of the story. All are invented; places, dates and subjects are not.

Source of places, dates and subjects: the workshops of the provincial and national offices of industry
in Belitung, 25–28 April 2017. Every NIK has a serial of 9990–9999, which no real one is known to have.
"""

from __future__ import annotations

from dataclasses import dataclass

OFFICE = "Dinas Perindustrian Provinsi Kepulauan Contoh (CONTOH)"
OFFICE_LINES = ("PEMERINTAH PROVINSI KEPULAUAN CONTOH",)
PASSWORD = "batok-kelapa-2017"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who signs up; an empty email means they read their card page instead."""

    name: str
    gender: str
    district: str
    born: str  # DDMMYY, as on an identity card
    serial: int
    business: str
    mailbox: str = ""
    certificate_name: str = ""

    @property
    def email(self) -> str:
        return f"{self.mailbox}@contoh.example" if self.mailbox else ""

    @property
    def name_on_paper(self) -> str:
        return self.certificate_name or self.name

    @property
    def nik(self) -> str:
        day = int(self.born[:2]) + (40 if self.gender == "P" else 0)
        return f"{self.district.replace('.', '')}{day:02}{self.born[2:]}{self.serial}"

    @property
    def phone(self) -> str:
        return f"0812000{self.born[:4]}{self.serial % 10}"


# In the order they sign up: the first fifteen have a seat, the sixteenth waits.
COCONUT_SHELL = (
    Person("Rusdi Harahap", "L", "19.02.01", "120378", 9991, "Batok Jaya", "rusdi"),
    Person("Nurhayati", "P", "19.02.01", "030582", 9990, "Kriya Nurhayati", "nurhayati"),
    Person("Hendra Saputra", "L", "19.02.04", "210790", 9992, "", "hendra"),
    Person(
        "Siti Aminah", "P", "19.02.02", "140285", 9993, "Sinar Membalong", "siti.aminah", "Siti Aminah, S.Pd."
    ),
    Person("Yusuf", "L", "19.02.05", "051170", 9994, "Ukir Badau"),
    Person("Maryam Ulfah", "P", "19.02.01", "190693", 9995, "Sanggar Pesisir", "maryam"),
    Person("Abdul Ma'ruf", "L", "19.02.02", "280888", 9996, "", "maruf"),
    Person("Lestari Wulandari", "P", "19.02.04", "070995", 9997, "Lestari Craft", "lestari"),
    Person("Bambang Irawan", "L", "19.02.01", "161275", 9998, "Tempurung Tanjung", "bambang"),
    Person("Fitriani", "P", "19.02.05", "220191", 9999, "Dapur Fitri"),
    Person("Zulkifli Anwar", "L", "19.02.03", "110480", 9990, "Selat Nasik Kriya", "zulkifli"),
    Person("Dewi Kartika", "P", "19.02.01", "300987", 9991, "Kartika Handmade", "dewi"),
    Person("Samsul Bahri", "L", "19.02.02", "010165", 9992, "Kelompok Tani Kembiri"),
    Person("Ratna Sari", "P", "19.02.04", "250394", 9993, "Ratna Aksesori", "ratna"),
    Person("Oktavianus", "L", "19.02.01", "171089", 9994, "", "oktavianus"),
    Person("Herlina", "P", "19.02.02", "090286", 9995, "Herlina Suvenir", "herlina"),
)
LEAVES = "Oktavianus"  # cancels, so that the sixteenth has the seat
SHORT = "Hendra Saputra"  # comes on two days of four
PALM_SUGAR = (
    Person("Mat Dalek", "L", "19.02.02", "040472", 9996, "Aren Kembiri", "mat.dalek"),
    Person("Rohani", "P", "19.02.02", "120679", 9997, "Gula Semut Rohani", "rohani"),
    Person("Sahrul Gunawan", "L", "19.02.02", "230584", 9998, "Tani Aren"),
    Person("Jumiati", "P", "19.02.05", "150990", 9999, "", "jumiati"),
)
PANDAN = (
    Person("Suryani", "P", "19.02.01", "110281", 9991, "Anyaman Suryani", "suryani"),
    Person("Halimah", "P", "19.02.04", "080677", 9992, "Pandan Sijuk", "halimah"),
    Person("Erwin Saputra", "L", "19.02.05", "190892", 9993, "", "tidak-ada.erwin"),
    Person("Kartini", "P", "19.02.02", "210488", 9994, "Tikar Kartini", "kartini"),
)
PACKAGING = (
    Person("Linda Permata", "P", "19.02.01", "060590", 9995, "Kerupuk Linda", "linda"),
    Person("Guntur Prasetya", "L", "19.02.01", "170183", 9996, "Abon Guntur", "guntur"),
    Person("Sulastri", "P", "19.02.05", "290379", 9997, "Getas Sulastri"),
    Person("Marlina Dewi", "P", "19.02.04", "130796", 9998, "Sambal Lingkung Marlina", "marlina"),
    Person("Ibnu Hajar", "L", "19.02.02", "240887", 9999, "Kopi Ibnu", "ibnu"),
    Person("Yuliana", "P", "19.06.01", "020293", 9990, "Madu Yuliana", "yuliana"),
)
BATIK = (Person("Rosmala Dewi", "P", "19.02.01", "120790", 9995, "Batik Sahang Rosmala", "rosmala"),)
CRACKERS = (
    Person("Sumiati", "P", "19.02.03", "180574", 9991, "Kerupuk Sumiati", "sumiati"),
    Person("Arifin", "L", "19.02.03", "070382", 9992, "Kemplang Arifin", "arifin"),
    Person("Nuraini Hasanah", "P", "19.02.01", "261189", 9993, "Getas Nuraini", "nuraini"),
    Person("Basri", "L", "19.02.04", "150668", 9994, "Ikan Asin Basri"),
)
