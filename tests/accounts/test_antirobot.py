from datetime import timedelta

import pytest
import time_machine
from django import forms
from django.core import signing
from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone

from accounts.antirobot import AntiRobotForm, rate_limited


class Question(AntiRobotForm):
    answer = forms.CharField()


def opened(seconds_ago):
    return signing.dumps((timezone.now() - timedelta(seconds=seconds_ago)).timestamp(), salt="antirobot")


@pytest.fixture(autouse=True)
def limits_on(settings):
    settings.RATE_LIMITS = True
    cache.clear()


@pytest.mark.parametrize(
    ("data", "valid"),
    [
        ({"opened": 3}, True),
        ({"opened": 0}, False),
        ({"opened": 3, "website": "https://spam.example"}, False),
        ({}, False),
    ],
)
def test_form_lets_people_through_and_refuses_robots(data, valid):
    if "opened" in data:
        data = {**data, "opened": opened(data["opened"])}

    assert Question({"answer": "yes", **data}).is_valid() is valid


def test_form_refuses_a_forged_opening_time():
    assert not Question({"answer": "yes", "opened": "1:forged:signature"}).is_valid()


def test_form_accepts_everything_when_limits_are_lifted(settings):
    settings.RATE_LIMITS = False

    assert Question({"answer": "yes"}).is_valid()


@pytest.fixture
def view():
    return rate_limited("probe", "2/m")(lambda request: HttpResponse("done"))


@time_machine.travel("2026-03-01 12:00:00+00:00", tick=False)
def test_third_post_of_a_minute_is_told_when_to_come_back(rf, view):
    statuses = [view(rf.post("/")).status_code for _ in range(3)]

    refused = view(rf.post("/"))
    assert (statuses, refused.status_code, refused.headers["Retry-After"]) == ([200, 200, 429], 429, "60")


@time_machine.travel("2026-03-01 12:00:00+00:00", tick=False)
def test_reading_is_not_limited(rf, view):
    assert [view(rf.get("/")).status_code for _ in range(5)] == [200] * 5


@time_machine.travel("2026-03-01 12:00:00+00:00", tick=False)
def test_a_claimed_forwarded_address_does_not_escape_the_limit(rf, view):
    answers = [view(rf.post("/", headers={"x-forwarded-for": f"198.51.100.{n}"})).status_code for n in range(3)]

    assert answers == [200, 200, 429]


@time_machine.travel("2026-03-01 12:00:00+00:00", tick=False)
def test_the_address_reported_by_a_trusted_proxy_counts(rf, view, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    answers = [view(rf.post("/", headers={"x-forwarded-for": f"198.51.100.{n}"})).status_code for n in range(3)]

    assert answers == [200, 200, 200]


def test_limit_lets_through_while_the_cache_is_down(rf, view, settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    }

    assert [view(rf.post("/")).status_code for _ in range(4)] == [200] * 4
