"""Addresses of people who come, under the language prefix."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from registration.views import (
    answers,
    attendee,
    attestation,
    colleagues,
    feed,
    invitation,
    mine,
    news,
    own_data,
    reconfirmation,
    workshops,
)

app_name = "registration"

urlpatterns = [
    path("", attendee.register, name="register"),
    path(_("thank-you/"), attendee.done, name="done"),
    path(_("invitation/<str:token>/"), invitation.register, name="invited"),
    path(_("news/<str:token>/"), news.refuse, name="news"),
    path(_("my/<str:token>/"), attendee.personal, name="personal"),
    path(_("my/<str:token>/badge.pdf"), attendee.badge, name="badge"),
    path(_("my/<str:token>/attestation.pdf"), attestation.download, name="attestation"),
    path(_("attestation/<str:code>/"), attestation.verify, name="verify"),
    path(_("mine/"), mine.mine, name="mine"),
    path(_("mine/<str:reference>/"), mine.open_one, name="open_mine"),
    path(_("erased/"), own_data.erased, name="erased"),
    path(_("calendar/<str:token>.ics"), feed.feed, name="feed"),
    path(_("my/<str:token>/calendar/"), feed.subscribe, name="subscribe"),
    path(_("my/<str:token>/answers/"), answers.edit, name="answers"),
    path(_("my/<str:token>/still-coming/"), reconfirmation.show, name="still_coming"),
    path(_("my/<str:token>/still-coming/<slug:slug>/"), reconfirmation.say_yes, name="reconfirm"),
    path(_("workshop/<slug:day>/<slug:slug>/"), workshops.way_in, name="workshop"),
    path(_("my/<str:token>/workshops/"), workshops.choose, name="workshops"),
    path(_("my/<str:token>/workshops/<slug:day>/<slug:slug>/join/"), workshops.join, name="join_workshop"),
    path(_("my/<str:token>/workshops/<slug:day>/<slug:slug>/leave/"), workshops.leave, name="leave_workshop"),
    path(_("my/<str:token>/data/"), own_data.show, name="own_data"),
    path(_("my/<str:token>/data/file/"), own_data.download, name="own_data_file"),
    path(_("my/<str:token>/erase/"), own_data.erase, name="erase"),
    path(_("my/<str:token>/colleagues/"), colleagues.add, name="add_colleagues"),
    path(_("my/<str:token>/colleagues/<int:number>/send-again/"), colleagues.send_again, name="colleague"),
    path(_("my/<str:token>/calendar.ics"), attendee.calendar_file, name="calendar"),
    path(_("my/<str:token>/send-again/"), attendee.send_again, name="send_again"),
    path(_("my/<str:token>/details/"), attendee.details, name="details"),
    path(_("my/<str:token>/cancel/"), attendee.cancel, name="cancel"),
    path(_("my/<str:token>/add/<slug:slug>/"), attendee.add_day, name="add_day"),
    path(_("my/<str:token>/free/<slug:slug>/"), attendee.free_day, name="free_day"),
    path(_("my/<str:token>/accept/<slug:slug>/"), attendee.answer_offer, name="accept_offer"),
]
