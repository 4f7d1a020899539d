"""The public pages in both languages, for search engines."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from events import clock
from events.languages import DEFAULT
from events.models import Article, Edition, Page, Session, Speaker
from events.models.texts import FIXED_PLACES

PAGES = (
    "events:home", "events:programme", "events:speakers", "events:practical", "events:faq", "events:partners",
    "events:news", "events:editions", "events:legal", "events:privacy", "events:accessibility", "events:cookies",
    "events:ecodesign", "events:open_data", "events:contact",
    "registration:register", "reimbursement:explanation", "reimbursement:precheck",
)  # fmt: skip


class _Bilingual(Sitemap[Any]):
    """Every page once per language, each naming all its alternates; absolute by SITE_URL."""

    i18n = True
    alternates = True
    x_default = False
    protocol = urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        urls = super().get_urls(page, site, protocol)
        for url in urls:
            same = {each["lang_code"]: each["location"] for each in url["alternates"]}
            url["alternates"].append({"location": same[DEFAULT], "lang_code": "x-default"})
        return urls


class Pages(_Bilingual):
    def items(self) -> list[str]:
        return list(PAGES)

    def location(self, item: str) -> str:
        return reverse(item)


class Editions(_Bilingual):
    def items(self) -> QuerySet[Edition]:
        return Edition.objects.published()


class Sessions(_Bilingual):
    def items(self) -> QuerySet[Session]:
        published = Session.objects.filter(day__edition__status=Edition.Status.PUBLISHED)
        return published.select_related("day").order_by("day__date", "starts_at", "pk")


class Speakers(_Bilingual):
    def items(self) -> QuerySet[Speaker]:
        return Speaker.objects.filter(edition__status=Edition.Status.PUBLISHED).select_related("edition")


class Articles(_Bilingual):
    def items(self) -> QuerySet[Article]:
        return Article.objects.published(now=clock.now())

    def lastmod(self, item: Article) -> date | datetime | None:
        return item.published_at


class OtherPages(_Bilingual):
    def items(self) -> QuerySet[Page]:
        return Page.objects.published(now=clock.now()).exclude(slug__in=FIXED_PLACES)

    def lastmod(self, item: Page) -> date | datetime | None:
        return item.updated_on


SITEMAPS = {
    "pages": Pages,
    "texts": OtherPages,
    "editions": Editions,
    "sessions": Sessions,
    "speakers": Speakers,
    "articles": Articles,
}
