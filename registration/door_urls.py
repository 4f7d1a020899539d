"""Addresses of the door: short, without a language, for people who let others in."""

from django.urls import path

from registration.views import door

app_name = "door"

urlpatterns = [
    path("", door.home, name="home"),
    path("on/<slug:slug>/", door.day, name="day"),
    path("on/<slug:slug>/scan/", door.scan, name="scan"),
    path("entry/<uuid:scan>/undo/", door.undo, name="undo"),
    path("<str:badge_code>/", door.badge, name="badge"),
]
