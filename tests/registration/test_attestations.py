import io
from datetime import date

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.urls import reverse
from django.utils import translation

from registration import attestations, erasure, upkeep
from registration.lifecycle import register
from registration.models import CheckIn, PersonalLink
from tests.registration import cast

pytestmark = pytest.mark.press

NOW = cast.paris(2025, 12, 1, 9, 30)


@pytest.fixture
def marie(edition, brussels_25, paris_26):
    person = cast.person("marie", organisation="Coopérative", language="en")
    return register(edition=edition, person=person, days=[brussels_25, paris_26], now=cast.NOW).registration


def enter(registration, day, half, undone_at=None):
    return CheckIn.objects.create(registration=registration, day=day, half=half, at=NOW, undone_at=undone_at)


def words(pdf: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())


def test_attended_counts_valid_entries_by_half_day(marie, brussels_25, paris_26):
    enter(marie, paris_26, "pm")
    enter(marie, brussels_25, "am")
    enter(marie, brussels_25, "pm")
    enter(marie, paris_26, "am", undone_at=NOW)
    found = [(one.day.date, one.halves) for one in attestations.attended(marie)]
    assert found == [(date(2025, 11, 25), ("am", "pm")), (date(2025, 11, 26), ("pm",))]


def test_attestation_says_who_when_and_its_number(marie, brussels_25, paris_26):
    enter(marie, brussels_25, "am")
    enter(marie, brussels_25, "pm")
    enter(marie, paris_26, "pm")
    found = words(attestations.attestation_pdf(marie, now=NOW))
    for expected in (
        "Attestation of attendance",
        "Marie Example",
        "Coopérative",
        "Brussels, Tuesday 25 November 2025 – whole day",
        "Paris, Wednesday 26 November 2025 – afternoon",
        "Issued on 1 December 2025.",
        f"number 2025-{marie.reference}",
    ):
        assert expected in found


def test_attestation_is_one_tagged_page_in_the_language_of_the_person(marie, brussels_25):
    enter(marie, brussels_25, "am")
    reader = pypdf.PdfReader(io.BytesIO(attestations.attestation_pdf(marie, now=NOW)))
    assert len(reader.pages) == 1
    assert reader.trailer["/Root"]["/Lang"] == "en"
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_attestation_of_somebody_who_did_not_come(marie, brussels_25):
    enter(marie, brussels_25, "am", undone_at=NOW)
    with pytest.raises(attestations.NotAttendedError):
        attestations.attestation_pdf(marie, now=NOW)


def test_qr_code_opens_a_page_that_says_valid(client, marie, brussels_25):
    enter(marie, brussels_25, "am")
    pdf = attestations.attestation_pdf(marie, now=NOW)
    [code] = zxingcpp.read_barcodes(pypdfium2.PdfDocument(pdf)[0].render(scale=2).to_pil())
    answer = client.get(code.text.removeprefix("http://127.0.0.1:8000"))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Valid:" in page
    assert f"2025-{marie.reference}" in page
    assert "Marie Example" in page
    assert "marie@example.org" not in page


def test_page_of_an_entry_taken_back_says_no_longer_valid(client, marie, brussels_25):
    entry = enter(marie, brussels_25, "am")
    with translation.override("en"):
        address = attestations.verification_address(marie).removeprefix("http://127.0.0.1:8000")
    CheckIn.objects.filter(pk=entry.pk).update(undone_at=NOW)
    answer = client.get(address)
    assert answer.status_code == 410
    assert "No longer valid" in answer.content.decode()


def test_page_of_somebody_erased_says_no_longer_valid_and_nothing_else(client, marie, brussels_25):
    enter(marie, brussels_25, "am")
    with translation.override("en"):
        address = attestations.verification_address(marie).removeprefix("http://127.0.0.1:8000")
    erasure.erase(registration=marie, now=NOW)
    answer = client.get(address)
    assert (answer.status_code, "Marie" in answer.content.decode()) == (410, False)


def test_number_is_the_same_for_every_copy_and_after_a_correction(marie, brussels_25):
    enter(marie, brussels_25, "am")
    first = attestations.number(marie)
    upkeep.amend(registration=marie, details={"last_name": "Curie"}, now=NOW)
    assert attestations.number(marie) == first


@pytest.mark.parametrize(
    "spoil", [str.lower, lambda code: code[:-1], lambda code: code.partition(".")[0], lambda code: "x"]
)
def test_page_of_a_spoilt_code_says_not_valid(client, marie, brussels_25, spoil):
    enter(marie, brussels_25, "am")
    with translation.override("en"):
        code = attestations.verification_address(marie).rstrip("/").rpartition("/")[2]
        answer = client.get(reverse("registration:verify", args=[spoil(code)]))
    assert answer.status_code == 404
    assert "Marie" not in answer.content.decode()


def test_person_fetches_the_attestation_by_link(client, marie, brussels_25):
    token = PersonalLink.objects.issue(registration_id=marie.pk, scope=PersonalLink.Scope.MANAGE)
    address = reverse("registration:attestation", args=[token])
    assert client.get(address).status_code == 404
    personal = reverse("registration:personal", args=[token])
    assert address not in client.get(personal).content.decode()
    enter(marie, brussels_25, "am")
    assert address in client.get(personal).content.decode()
    answer = client.get(address)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"] == f'attachment; filename="attestation-2025-{marie.reference}.pdf"'
