"""What was taken from a form is told back to staff, to the claimant and by mail: as text, wherever it appears."""

import pytest
from django.urls import reverse

from events import clock
from outbox.models import OutgoingMail
from registration.names import UnwritableError, tidy
from reimbursement import conversation
from reimbursement.models import Claim
from tests.nasty.values import ACTIVE, TEXTS
from tests.reimbursement import cast
from tests.reimbursement.pages import address, link_of

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


@pytest.fixture(autouse=True)
def mid_october(settings):
    settings.STAFF_MFA = False
    with clock.at(cast.NOW):
        yield


def names(values):
    """Those of ``values`` that a name may be."""
    for value in values:
        try:
            if 0 < len(tidy(value)) <= 120:
                yield tidy(value)
        except UnwritableError:
            continue


def shown_raw(page: str) -> list[str]:
    return [value for value in ACTIVE if value in page]


def test_messages_are_text_for_both_sides(client, edition, rule, reviewer):
    claim = cast.checked(edition)
    for value in TEXTS.values():
        text = value.replace("\0", "")[:5000]
        conversation.write(claim=claim, now=cast.NOW, text=text)
        conversation.take_note(claim=claim, by=reviewer, now=cast.NOW, text=text)
    assert shown_raw(client.get(address("claim", link_of(claim))).content.decode()) == []
    client.force_login(reviewer)
    screen = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk]))
    assert (screen.status_code, shown_raw(screen.content.decode())) == (200, [])


def test_names_are_text_in_the_queue(client, edition, rule, reviewer):
    sent = [cast.checked(edition, f"org{number}") for number in range(2)]
    client.force_login(reviewer)
    wanted = list(names(TEXTS.values()))
    assert len(wanted) > 150
    for first, second in zip(wanted[::2], wanted[1::2], strict=False):
        for claim, name in zip(sent, (first, second), strict=True):
            Claim.objects.filter(pk=claim.pk).update(organisation_name=name, office_city=name, office_street=name)
        queue = client.get("/admin/reimbursement/claim/", {"q": first})
        assert (queue.status_code, shown_raw(queue.content.decode())) == (200, []), first


@pytest.mark.parametrize("name", list(names(ACTIVE)))
def test_names_are_text_on_the_screen_and_in_mails(client, edition, rule, reviewer, name):
    claim = cast.submitted(edition)
    Claim.objects.filter(pk=claim.pk).update(
        organisation_name=name, office_city=name, office_street=name, contact_name=name, declared_by=name
    )
    claim = cast.read(claim)
    cast.assessment.check(claim_id=claim.pk, now=cast.NOW)
    conversation.tell(claim=cast.read(claim), by=reviewer, now=cast.NOW, text=name)
    assert [shown_raw(mail.html) for mail in OutgoingMail.objects.all()] == [[]] * OutgoingMail.objects.count()
    client.force_login(reviewer)
    screen = client.get(reverse("admin:reimbursement_claim_change", args=[claim.pk]))
    assert (screen.status_code, shown_raw(screen.content.decode())) == (200, [])
