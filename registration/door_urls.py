"""Addresses of the door: short, without a language, for people who let others in."""

from django.urls import path

from registration.views import door, door_device, door_entrance, paper_return, walk_in

app_name = "door"

urlpatterns = [
    path("", door.home, name="home"),
    path("worker.js", door_device.worker, name="worker"),
    path("shell/", door_device.shell, name="shell"),
    path("decode/", door_device.decode, name="decode"),
    path("leave/", door_entrance.leave, name="leave"),
    path("with/<str:token>/", door_entrance.enter, name="enter"),
    path("on/<slug:slug>/", door.day, name="day"),
    path("on/<slug:slug>/counts/", door.counts, name="counts"),
    path("on/<slug:slug>/scan/", door.scan, name="scan"),
    path("on/<slug:slug>/admit/", door.admit, name="admit"),
    path("on/<slug:slug>/ticket/", door_device.ticket, name="ticket"),
    path("on/<slug:slug>/people/", door_device.people, name="people"),
    path("on/<slug:slug>/sync/", door_device.sync, name="sync"),
    path("on/<slug:slug>/walk-in/", walk_in.walk_in, name="walk_in"),
    path("on/<slug:slug>/walk-in/<uuid:scan>/", walk_in.walked_in, name="walked_in"),
    path("on/<slug:slug>/paper/", paper_return.typed_back, name="paper"),
    path("entry/<uuid:scan>/undo/", door.undo, name="undo"),
    path("entry/<uuid:scan>/badge/", door.badge_file, name="badge_file"),
    path("<str:badge_code>/", door.badge, name="badge"),
]
