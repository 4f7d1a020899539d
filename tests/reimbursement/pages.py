"""Addresses and words of the pages of the allowance, as the tests ask for them."""

import re
from html import unescape

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation

from reimbursement.models import Claim, ClaimLink


def address(name: str, *args: str, language: str = "en") -> str:
    """The address of a page of claimants."""
    with translation.override(language):
        return reverse(f"reimbursement:{name}", args=args)


def link_of(claim: Claim) -> str:
    """A new personal link of a claim: its token."""
    return ClaimLink.objects.issue(claim=claim)


def text_of(response: HttpResponse) -> str:
    """The words of the main part of a page, with ordinary spaces."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())
