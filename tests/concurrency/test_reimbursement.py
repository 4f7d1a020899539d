"""Two hands on the same money, on PostgreSQL and on SQLite; each race also without its guard."""

import pytest

pytestmark = pytest.mark.live


def test_ten_colleagues_of_one_organisation_have_one_claim(scene):
    assert scene("colleagues") == {
        "answers": {"sent": 1, "told that a claim exists": 9},
        "claims": {"submitted": 1, "draft": 9},
        "committed": 0,
        "held": 0,
    }


def test_ten_colleagues_without_the_constraint_have_several(scene):
    assert scene("colleagues_unguarded")["claims"]["submitted"] > 1


def test_last_place_approved_by_ten_goes_to_one(scene):
    assert scene("last_place") == {
        "answers": {"approved": 1, "waitlisted": 9},
        "claims": {"approved": 1, "waitlisted": 9},
        "committed": 94_800,
        "held": 94_800,
    }


def test_last_place_without_the_guard_is_given_twice(scene):
    outcome = scene("last_place_unguarded")
    assert outcome["held"] > outcome["committed"]


def test_one_claim_approved_by_ten_takes_one_place(scene):
    assert scene("one_claim_ten_approvers") == {
        "answers": {"approved": 1, "too late": 9},
        "moves": 5,
        "claims": {"approved": 1},
        "committed": 94_800,
        "held": 94_800,
    }


def test_ten_readers_of_the_paper_list_bring_one_absent_organisation_back_once(scene):
    assert scene("vouching") == {
        "answers": {"one more needed": 1, "counts": 1, "no longer asked": 8},
        "witnesses": 2,
        "claims": {"review": 1},
        "committed": 0,
        "held": 0,
    }


def test_ten_readers_without_the_lock_each_wait_for_another_one(scene):
    outcome = scene("vouching_unguarded")
    assert (outcome["answers"], outcome["claims"]) == ({"one more needed": 10}, {"no_show": 1})


def test_files_sent_at_once_stay_within_the_quota_and_one_file_is_kept_once(scene):
    outcome = scene("uploading")
    assert outcome["answers"]["kept"] >= 10
    assert set(outcome["answers"]) <= {"kept", "too many"}
    assert (outcome["documents"], outcome["files"]) == (10, 10)


def test_files_sent_at_once_without_the_lock_are_too_many(scene):
    assert scene("uploading_unguarded")["documents"] > 10


def test_ten_treasurers_make_one_batch(scene):
    assert scene("batching") == {
        "answers": {"prepared": 1, "too late": 9},
        "claims": {"in_batch": 3},
        "batches": 1,
        "lines": 3,
        "claims_in_two_lines": 0,
    }


def test_ten_treasurers_without_the_guards_pay_everybody_again(scene):
    outcome = scene("batching_unguarded")
    assert (outcome["batches"], outcome["claims_in_two_lines"]) == (10, 3)


def test_the_answer_of_the_bank_read_by_ten_pays_once(scene):
    outcome = scene("booking")
    booked = outcome.pop("answers")
    assert booked == {"3 booked": 1, "0 booked": 9}
    assert outcome == {
        "paid": 3,
        "mails": 3,
        "claims": {"paid": 3},
        "batches": 1,
        "lines": 3,
        "claims_in_two_lines": 0,
    }


def test_the_answer_without_the_guard_is_booked_by_everybody(scene):
    assert scene("booking_unguarded")["answers"] == {"3 booked": 10}
