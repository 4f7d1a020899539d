"""The paper list comes back."""

import pytest

from accounts.models import User
from registration import check_in, lifecycle, paper_return
from registration.models import CheckIn
from registration.paper_return import Finding, Half
from tests.registration.cast import NOW, paris, person

pytestmark = pytest.mark.django_db
NINE = paris(2025, 11, 26, 9)


@pytest.fixture
def desk(db) -> User:
    return User.objects.create_user("desk@example.org", full_name="Dora")


@pytest.fixture
def people(paris_26):
    names = ("anna", "boris", "chloe")
    registered = [
        lifecycle.register(edition=paris_26.edition, person=person(name), days=[paris_26], now=NOW).registration
        for name in names
    ]
    paper_return.give_numbers(day=paris_26, people=registered)
    return registered


def typed(day, morning, afternoon=()):
    codes = paper_return.codes(day=day)
    words = {Half.MORNING: morning, Half.AFTERNOON: afternoon}
    return {half: "\n".join(codes[one.pk] for one in people) for half, people in words.items()}


def findings(day, lines):
    return [(line.registration, line.finding) for line in paper_return.look(day=day, typed=lines)]


def test_numbers_stay_from_print_to_print(people, paris_26):
    before = paper_return.codes(day=paris_26)
    paper_return.give_numbers(day=paris_26, people=list(reversed(people)))
    assert (paper_return.codes(day=paris_26), len(set(before.values()))) == (before, 3)


def test_look_changes_nothing(people, paris_26):
    assert findings(paris_26, typed(paris_26, people)) == [(one, Finding.NEW) for one in people]
    assert CheckIn.objects.count() == 0


def test_save_enters_each_half_once_however_often(people, paris_26, desk):
    lines = typed(paris_26, people[:2], people[:1])
    assert [paper_return.save(day=paris_26, typed=lines, by=desk) for _ in range(2)] == [3, 0]
    entries = CheckIn.objects.order_by("pk").values_list("registration", "half", "at", "by", "from_paper")
    noon = paris(2025, 11, 26, 13)
    assert list(entries) == [
        (people[0].pk, "am", NINE, desk.pk, True),
        (people[1].pk, "am", NINE, desk.pk, True),
        (people[0].pk, "pm", noon, desk.pk, True),
    ]


def test_look_shows_conflicts_before_saving(people, paris_26, desk):
    anna, boris, chloe = people
    check_in.check_in(badge_code=anna.badge_code, day=paris_26, now=paris(2025, 11, 26, 9, 12), lane="door B")
    lines = typed(paris_26, people)
    lifecycle.cancel(registration=boris, now=NOW)
    found = paper_return.look(day=paris_26, typed=lines)
    assert [line.finding for line in found] == [Finding.ALREADY, Finding.CANCELLED, Finding.NEW]
    assert (found[0].entry.lane, paper_return.save(day=paris_26, typed=lines, by=desk)) == ("door B", 1)
    assert CheckIn.objects.valid().filter(registration=chloe).count() == 1


def test_look_notices_a_wrong_letter_and_an_unknown_number(people, paris_26):
    code = paper_return.codes(day=paris_26)[people[0].pk]
    wrong = f"{code[:-1]}{'A' if code[-1] != 'A' else 'B'}"
    lines = {Half.MORNING: f"{wrong} 999Z what", Half.AFTERNOON: ""}
    assert [finding for _who, finding in findings(paris_26, lines)] == [Finding.MISTYPED] * 3


def test_look_takes_references_too(people, paris_26):
    lines = {Half.MORNING: people[1].reference.lower(), Half.AFTERNOON: ""}
    assert findings(paris_26, lines) == [(people[1], Finding.NEW)]


def test_look_is_three_queries_for_one_line_and_for_three(people, paris_26, django_assert_num_queries):
    for lines in (typed(paris_26, people[:1]), typed(paris_26, people)):
        with django_assert_num_queries(3):
            paper_return.look(day=paris_26, typed=lines)


def test_list_of_one_day_is_not_that_of_another(people, paris_26, paris_27):
    lifecycle.add_day(registration=people[0], day=paris_27, now=NOW)
    paper_return.give_numbers(day=paris_27, people=people[:1])
    lines = typed(paris_26, people[:1])
    assert [finding for _who, finding in findings(paris_27, lines)] == [Finding.MISTYPED]
