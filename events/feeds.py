"""News for feed readers, in the language of the address."""

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events import clock
from events.house import name_of
from events.languages import absolute
from events.models import Article, Edition
from events.typography import set_text

LATEST = 20


class NewsFeed(Feed[Article, Any]):
    """Absolute addresses come from SITE_URL, never from the request."""

    feed_type = Atom1Feed

    def title(self) -> str:
        return _("News of %(event)s") % {"event": name_of(Edition.objects.current())}

    def link(self) -> str:
        return absolute(reverse("events:news"))

    def feed_url(self) -> str:
        return absolute(reverse("events:feed"))

    def items(self) -> QuerySet[Article]:
        return Article.objects.published(now=clock.now())[:LATEST]

    def item_title(self, item: Article) -> str:
        return set_text(item.text("title", item.reading_language), item.reading_language)

    def item_description(self, item: Article) -> str:
        return set_text(item.text("summary", item.reading_language), item.reading_language)

    def item_link(self, item: Article) -> str:
        return absolute(item.get_absolute_url())

    def item_pubdate(self, item: Article) -> datetime | None:
        return item.published_at

    def get_feed(self, obj: Any, request: HttpRequest) -> Any:
        """Django asks the sites framework or the request for a domain; ours is in the settings."""
        feed = super().get_feed(obj, request)
        feed.feed["language"] = get_language()
        feed.feed["id"] = absolute(reverse("events:feed"))
        return feed
