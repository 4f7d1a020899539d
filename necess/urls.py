"""Every address of the site. Pages carry their language in front; tools for staff and machines do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from necess import errors, health, style_examples
from necess.share_picture import share_picture
from necess.style import style

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.page_not_found
handler500 = errors.server_error

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("admin/", admin.site.urls),
    path("style/", style, name="style"),
    path("style/mail/", style_examples.mail, name="style_mail"),
    path("style/badge.png", style_examples.badge, name="style_badge"),
    path("style/attestation.png", style_examples.attestation, name="style_attestation"),
    path("share/<path:token>.png", share_picture, name="share_picture"),
    path("accounts/", include("allauth.urls")),
    path("door/", include("registration.door_urls")),
    path("", include("events.site_urls")),
]
urlpatterns += i18n_patterns(
    path(_("registration/"), include("registration.urls")),
    path(_("reimbursement/"), include("reimbursement.urls")),
    path("", include("events.urls")),
)
