"""Addresses without a language: the first visit, and machines."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path

from events.sitemaps import SITEMAPS
from events.views.home import root
from events.views.machines import robots

urlpatterns = [
    path("", root, name="root"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
