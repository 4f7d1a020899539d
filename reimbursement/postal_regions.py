"""What a postcode says about where a town lies: it tells Saint-Denis near Paris from Saint-Denis de La Réunion."""

import re

from reimbursement.offices import Office

# Postcode prefix of each French overseas department → its ISO country code.
_OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}
# INSEE region → its departments, by the first two digits of their postcodes.
_FRENCH_REGIONS = {
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "20",
}
_REGION_OF_DEPARTMENT = {
    department: region for region, departments in _FRENCH_REGIONS.items() for department in departments.split()
}
# Last postcode of each Belgian range → region.
_BELGIAN_RANGES = ((1299, "BRU"), (1499, "WAL"), (3999, "VLG"), (7999, "WAL"), (9999, "VLG"))


def country_of(office: Office) -> str:
    """The office's country, where overseas departments are countries of their own as in ISO 3166."""
    country = office.country.upper()
    return _OVERSEAS.get(_digits(office)[:3], country) if country == "FR" else country


def region_of(office: Office) -> str:
    """GeoNames' code of the region that the postcode lies in; empty where it says nothing."""
    country, digits = country_of(office), _digits(office)
    if country == "FR" and len(digits) == 5:
        return _REGION_OF_DEPARTMENT.get(digits[:2], "")
    if country == "BE" and len(digits) == 4:
        return next((region for last, region in _BELGIAN_RANGES if int(digits) <= last), "")
    return ""


def _digits(office: Office) -> str:
    return re.sub(r"\D", "", office.postcode)
