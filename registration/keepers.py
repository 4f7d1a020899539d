"""Who stands at the door: a member of staff with the right, or a volunteer with the link of one day."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.models import User
from events.models import EventDay
from registration.models import DoorLink

# The use of a link is written down this often at most: a scan costs no further write.
USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Keeper:
    """Exactly one of both."""

    user: User | None = None
    link: DoorLink | None = None

    @property
    def lane(self) -> str:
        """How entries name a volunteer; a member of staff is named by their account."""
        return self.link.label if self.link else ""

    @property
    def key(self) -> str:
        """Different for every keeper, the same on each of their telephones."""
        return f"link:{self.link.pk}" if self.link else f"user:{self.user.pk if self.user else ''}"

    def may_keep(self, day: EventDay) -> bool:
        """A volunteer keeps the door of one day."""
        return self.link is None or self.link.day_id == day.pk


def make_link(*, day: EventDay, label: str, now: datetime, by: User) -> tuple[DoorLink, str]:
    """Make a link for one volunteer; its token is shown once and stored nowhere."""
    link, token = DoorLink.unsaved(day=day, label=label, now=now)
    link.created_by = by
    link.save()
    return link, token


def enter(*, token: str, now: datetime) -> DoorLink:
    """Use a link on one more telephone; raises ``DoorLink.DoesNotExist`` for every token that opens nothing."""
    with transaction.atomic():
        link = DoorLink.objects.opened_by(token, now=now).select_related("day__venue").get()
        DoorLink.objects.filter(pk=link.pk).update(entered=F("entered") + 1, used_at=now)
    return link


def with_link(*, pk: int, now: datetime) -> DoorLink | None:
    """The link of a telephone that entered with it, with its day, as long as it is usable; notes that it is in use."""
    try:
        link = DoorLink.objects.usable(now=now).select_related("day").only("label", "used_at", "day").get(pk=pk)
    except DoorLink.DoesNotExist:
        return None
    if link.used_at is None or now - link.used_at >= USE_NOTED_EVERY:
        DoorLink.objects.filter(pk=pk).update(used_at=now)
    return link


def revoke(*, link: DoorLink, now: datetime, by: User) -> bool:
    """Make a link useless at once, on every telephone; False when it was before."""
    return DoorLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=now, revoked_by=by) == 1


def list_key(*, keeper: Keeper, day: EventDay) -> str:
    """The key with which a telephone encrypts its list of ``day``: 256 bits, reckoned from our secret, stored nowhere.

    The same keeper gets the same key again, so that a list outlives a lost page but not a lost session.
    """
    about = f"door list|{day.pk}|{keeper.key}".encode()
    return urlsafe_b64encode(hmac.new(settings.SECRET_KEY.encode(), about, hashlib.sha256).digest()).decode()
