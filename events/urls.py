"""Addresses of the public site, under the language prefix. Those of the contract with the outside never change."""

from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from events.feeds import NewsFeed
from events.views import consent, contact, drafts, home, machines, open_data, programme, reading, search

app_name = "events"

programme_patterns = [
    path("", programme.programme, name="programme"),
    path("chosen.ics", programme.chosen_calendar, name="chosen_calendar"),
    path("calendar.ics", programme.programme_calendar, name="programme_calendar"),
    path("sessions.ics", programme.sessions_calendar, name="sessions_calendar"),
    path("<slug:day>/calendar.ics", programme.day_calendar, name="day_calendar"),
    path("<slug:day>/<slug:slug>/", programme.session, name="session"),
    path("<slug:day>/<slug:slug>/calendar.ics", programme.session_calendar, name="session_calendar"),
]
news_patterns = [
    path("", reading.news, name="news"),
    path("feed.xml", NewsFeed(), name="feed"),
    path("<slug:slug>/", reading.article, name="article"),
    path("<slug:slug>/audio/", reading.audio, name="audio"),
]

urlpatterns = [
    path("", home.home, name="home"),
    path("site.webmanifest", machines.manifest, name="manifest"),
    path("programme/", include(programme_patterns)),
    path(_("speakers/"), programme.speakers, name="speakers"),
    path(_("search/"), search.search, name="search"),
    path(_("practical-information/"), reading.practical, name="practical"),
    path("faq/", reading.faq, name="faq"),
    path(_("partners/"), reading.partners, name="partners"),
    path(_("news/"), include(news_patterns)),
    path("editions/", reading.editions, name="editions"),
    path("editions/<slug:slug>/", reading.edition, name="edition"),
    path("editions/<slug:edition>/people/<slug:slug>/", programme.speaker, name="speaker"),
    path("editions/<slug:edition>/<slug:slug>.pdf", reading.download, name="download"),
    path(_("open-data/"), open_data.about, name="open_data"),
    path(_("draft/<str:token>/"), drafts.draft, name="draft"),
    path("contact/", contact.contact, name="contact"),
    path(_("contact/sent/"), contact.sent, name="contact_sent"),
    path(_("ecodesign/"), reading.page, {"slug": "ecodesign"}, name="ecodesign"),
    path(_("legal-notice/"), reading.page, {"slug": "legal"}, name="legal"),
    path(_("privacy/"), reading.page, {"slug": "privacy"}, name="privacy"),
    path(_("accessibility/"), reading.page, {"slug": "accessibility"}, name="accessibility"),
    path("pages/<slug:slug>/", reading.other_page, name="page"),
    path("cookies/", consent.cookies, name="cookies"),
    path(_("cookies/choice/"), consent.choose, name="consent"),
]
