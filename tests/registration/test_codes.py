import re

from registration.codes import new_badge_code, new_reference, normalise_reference


def test_new_reference_reads_without_mistakes():
    assert re.fullmatch(r"[2-9A-HJKMNP-TW-Z]{4}-[2-9A-HJKMNP-TW-Z]{4}", new_reference())


def test_normalise_reference_forgives_case_spaces_and_the_dash():
    assert {normalise_reference(typed) for typed in ("7kq4-m2pd", " 7KQ4M2PD ", "7kq4 m2pd")} == {"7KQ4-M2PD"}


def test_new_badge_code_is_random_and_fits_an_address():
    codes = {new_badge_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{16}", code) for code in codes)
