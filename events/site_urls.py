"""Addresses without a language: the first visit, and machines."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from events.sitemaps import SITEMAPS
from events.views import looks, open_data
from events.views.home import root
from events.views.machines import robots, security

urlpatterns = [
    path("", root, name="root"),
    path("pictures/<slug:name>-<int:width>.<slug:extension>", looks.picture, name="picture"),
    path("look/<slug:palette>.css", looks.colours, name="colours"),
    path("look/<slug:palette>.svg", looks.icon, name="icon"),
    path("robots.txt", robots, name="robots"),
    path(".well-known/security.txt", security, name="security_txt"),
    path("open-data/", open_data.entrance, name="open_data_entrance"),
    path("open-data/<slug:slug>.json", open_data.edition, name="open_data_edition"),
    path("open-data/<slug:slug>/sessions.csv", open_data.table, {"name": "sessions"}, name="open_data_sessions"),
    path("open-data/<slug:slug>/partners.csv", open_data.table, {"name": "partners"}, name="open_data_partners"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
