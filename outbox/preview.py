"""The HTML part of a mail shown in a frame of the admin, under a policy that lets nothing of it act."""

import base64
import hashlib
import re

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_sameorigin


def framed(request: HttpRequest, html: str) -> HttpResponseBase:
    """The page as the receiver sees it: only its own style sheet is allowed, by hash; nothing acts."""
    styles = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    allowed = [f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'" for css in styles]
    policy = {
        "default-src": ["'none'"],
        "style-src": allowed or ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": [],
    }
    show = csp_replace(policy)(xframe_options_sameorigin(lambda _request: HttpResponse(html)))
    return show(request)
