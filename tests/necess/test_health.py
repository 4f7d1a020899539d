"""What the machine that watches is told."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from model_bakery import baker

from outbox.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_health_when_all_is_well(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ok", "database": "ok", "cache": "ok", "mails": "ok"},
    )


def test_health_says_that_mails_are_late_and_stays_up(client):
    baker.make(OutgoingMail, status=OutgoingMail.Status.QUEUED, send_after=timezone.now() - timedelta(minutes=16))
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["mails"]) == (200, "late")


def test_health_says_that_the_cache_is_down_and_stays_up(client, settings):
    gone = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
    settings.CACHES = {"default": gone}
    cache.close()
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["cache"]) == (200, "down")
