import pytest
from django.db import IntegrityError, transaction

from accounts.models import User

pytestmark = pytest.mark.django_db


def test_user_is_found_by_address_whatever_its_case():
    user = User.objects.create_user("Zoe@Example.org")

    assert (user.email, User.objects.get_by_natural_key("ZOE@EXAMPLE.ORG")) == ("zoe@example.org", user)


def test_address_differing_by_case_is_refused_by_the_database():
    User.objects.create_user("zoe@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ZOE@example.org")])


def test_user_without_password_cannot_log_in_with_one():
    assert not User.objects.create_user("zoe@example.org").has_usable_password()


def test_user_is_named_by_address_until_the_name_is_known():
    assert [str(User(email="a@example.org")), str(User(email="a@example.org", full_name="Zoé"))] == [
        "a@example.org",
        "Zoé",
    ]
