from datetime import date

import pytest

from events.models import Edition
from registration.groups import Group, in_languages, people, receivers
from registration.lifecycle import cancel, register
from registration.models import CheckIn, Registration
from tests.registration import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(edition, brussels_25, paris_26) -> dict[str, Registration]:
    """Anna on both days, Boris in Paris waiting, Chloé in Brussels, David cancelled."""

    def one(name, days, language="fr"):
        return register(
            edition=edition, person=cast.person(name, language=language), days=days, now=cast.NOW
        ).registration

    found = {
        "anna": one("anna", [brussels_25, paris_26]),
        "boris": one("boris", [paris_26], "en"),
        "chloe": one("chloe", [brussels_25]),
        "david": one("david", [paris_26]),
    }
    cancel(registration=found["david"], now=cast.NOW)
    found["boris"].seats.update(status="waiting")
    found["chloe"].role = Registration.Role.VOLUNTEER
    found["chloe"].save(update_fields=["role"])
    entry = {"day": brussels_25, "half": CheckIn.Half.MORNING, "at": cast.NOW}
    CheckIn.objects.create(registration=found["anna"], **entry)
    return found


PARIS, BRUSSELS = "paris-2025-11-26", "brussels-2025-11-25"
GROUPS = {
    "everybody": (Group(), "anna boris chloe"),
    "one day": (Group(days=(PARIS,)), "anna boris"),
    "two days": (Group(days=(PARIS, BRUSSELS)), "anna boris chloe"),
    "a place on a day": (Group(days=(PARIS,), place="confirmed"), "anna"),
    "waiting": (Group(place="waiting"), "boris"),
    "cancelled": (Group(place="cancelled"), "david"),
    "came": (Group(presence="came"), "anna"),
    "did not come that day": (Group(days=(BRUSSELS,), presence="absent"), "chloe"),
    "came on another day": (Group(days=(PARIS,), presence="came"), ""),
    "language": (Group(language="en"), "boris"),
    "role": (Group(roles=("volunteer", "speaker")), "chloe"),
    "first time": (Group(coming="first"), "anna boris chloe"),
    "came back": (Group(coming="again"), ""),
    "all together": (Group(days=(PARIS,), place="confirmed", language="fr", roles=("attendee",)), "anna"),
}


@pytest.mark.parametrize(("group", "names"), GROUPS.values(), ids=GROUPS)
def test_people_of_a_group(edition, crowd, group, names):
    found = people(edition=edition, group=group)
    assert sorted(person.first_name.lower() for person in found) == names.split()


def test_people_who_were_registered_before(edition, crowd):
    earlier = Edition.objects.create(
        slug="2024", title_fr="2024", title_en="2024", starts_on=date(2024, 1, 1), ends_on=date(2024, 1, 1)
    )
    before = Registration(
        edition=earlier, email_identity="anna@example.org", last_name="X", registered_at=cast.NOW, changed_at=cast.NOW
    )
    before.save()
    assert [one.first_name for one in people(edition=edition, group=Group(coming="again"))] == ["Anna"]
    assert "Anna" not in {one.first_name for one in people(edition=edition, group=Group(coming="first"))}


def test_group_survives_storage():
    group = Group(days=("a", "b"), place="waiting", roles=("press",))
    assert group.as_json() == {"days": ["a", "b"], "place": "waiting", "roles": ["press"]}
    assert Group.from_json(group.as_json()) == group
    assert Group.from_json({"unknown": 1}) == Group()


def test_receivers_are_counted_by_language(edition, crowd):
    assert in_languages(receivers(people(edition=edition, group=Group()))) == {"fr": 2, "en": 1}
