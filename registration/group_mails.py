"""One person's mail of a message to a group: stored for sending, shown before, tried by its author."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import Language, User
from events.house import sender_of
from outbox.models import OutgoingMail, Priority
from outbox.queue import compose, store
from outbox.rendering import Message, render
from registration import group_texts, news
from registration.group_texts import html, plain
from registration.models import GroupMessage, PersonalLink, Registration

NAME = "group_message"
TEMPLATE = f"registration/emails/{NAME}"
# Stands where the token of a personal link would be: a preview opens nobody's page.
NO_TOKEN = "…"  # noqa: S105 - no secret


@dataclass(frozen=True)
class Content:
    """What the templates of the mail are filled with."""

    context: Mapping[str, object]
    refusal: str


def store_group_mail(*, message: GroupMessage, registration: Registration, send_after: datetime) -> OutgoingMail:
    """Store the mail of one person; the same person and message again is the same mail."""
    secrets, language = [], registration.language
    token = NO_TOKEN
    if group_texts.uses(message.body(language), "my_page"):
        token = PersonalLink.objects.issue(registration_id=registration.pk, scope=PersonalLink.Scope.MANAGE)
        secrets.append(token)
    content = _content(message, registration, language, token)
    headers = sender_of(message.edition)
    if content.refusal:
        secrets.append(news.refusal_token(registration.email_identity))
        headers |= news.headers(content.refusal)
    mail = compose(
        template=TEMPLATE,
        to=registration.email,
        language=language,
        context=content.context,
        secrets=secrets,
        related=registration,
        priority=Priority.BULK,
        reply_to=message.edition.contact_email,
        headers=headers,
        key=f"group:{message.pk}:{registration.pk}",
        send_after=send_after,
    )
    return store(mail)


def preview(*, message: GroupMessage, registration: Registration) -> Message:
    """What this person would read; the personal link in it opens nothing."""
    content = _content(message, registration, registration.language, NO_TOKEN)
    return render(template=TEMPLATE, language=registration.language, context=content.context)


def send_test(*, message: GroupMessage, to: User) -> list[str]:
    """Send a copy to its author in each language it is written in; returns these languages."""
    written = [language for language in Language.values if message.is_written_in(language)]
    for language in written:
        example = Registration(
            edition=message.edition, first_name=to.full_name or to.email.partition("@")[0], email=to.email,
            language=language, email_identity=f"test:{to.pk}",
        )  # fmt: skip
        content = _content(message, example, language, NO_TOKEN)
        context = {**content.context, "is_test": True}
        headers = sender_of(message.edition)
        store(
            compose(
                template=TEMPLATE, to=to.email, language=language, context=context, related=message, headers=headers
            )
        )
    return written


def _content(message: GroupMessage, registration: Registration, language: str, token: str) -> Content:
    """Subject and text with the words of one person."""
    with translation.override(language):
        words = {
            "first_name": registration.first_name or registration.last_name,
            "name": registration.full_name,
            "organisation": registration.organisation,
            "reference": registration.reference,
            "days": _days(registration),
            "my_page": settings.SITE_URL
            + reverse("registration:personal", args=[token]).replace("%E2%80%A6", NO_TOKEN),
        }
    refusal = news.refusal_address(registration.email_identity, language) if message.is_news else ""
    return Content(
        {
            "registration": registration,
            "edition": message.edition,
            "subject": group_texts.line(message.subject(language), language, words),
            "body_html": html(message.body(language), language, words),
            "body_text": plain(message.body(language), language, words),
            "refusal_url": refusal,
        },
        refusal,
    )


def _days(registration: Registration) -> str:
    """The days the person holds a place for, or else waits for, or for an example all days."""
    if registration._state.adding:
        return " · ".join(str(day.label) for day in registration.edition.days_in_order)
    seats = registration.live_seats
    held = [seat for seat in seats if seat.is_confirmed] or seats
    return " · ".join(str(seat.day.label) for seat in held) or "–"
