"""Claims beside registrations, for who proved the address."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from events import clock
from tests.reimbursement import cast

pytestmark = [pytest.mark.django_db, pytest.mark.pages]


def test_an_account_sees_and_opens_its_claims_alone(client):
    edition = cast.make_edition()
    cast.make_rule(edition)
    mine, other = cast.submitted(edition), cast.submitted(edition, "paul")
    user = User.objects.create_user("marie@marie-asso.fr", preferred_language="en")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    client.force_login(user)
    with translation.override("en"), clock.at(cast.NOW):
        page = client.get(reverse("registration:mine")).content.decode()
        assert (mine.reference in page, other.reference in page) == (True, False)
        opened = client.post(reverse("reimbursement:open_mine", args=[mine.reference]), follow=True)
        refused = client.post(reverse("reimbursement:open_mine", args=[other.reference]))
    assert (opened.status_code, mine.reference in opened.content.decode(), refused.status_code) == (200, True, 404)
