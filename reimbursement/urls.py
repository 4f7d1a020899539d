"""Addresses of the travel allowance, under the language prefix."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from reimbursement.views import claimant, files, mine, papers

app_name = "reimbursement"

urlpatterns = [
    path("", claimant.explanation, name="explanation"),
    path(_("check/"), claimant.precheck, name="precheck"),
    path(_("mine/<str:reference>/"), mine.open_one, name="open_mine"),
    path(_("new/<str:token>/"), claimant.claim_new, name="claim_new"),
    path(_("claim/<str:token>/"), claimant.claim, name="claim"),
    path(_("claim/<str:token>/send/"), claimant.send, name="send"),
    path(_("claim/<str:token>/write/"), claimant.write, name="write"),
    path(_("claim/<str:token>/documents/"), files.claim_documents, name="documents"),
    path(_("claim/<str:token>/documents/<str:digest>/"), files.claim_document, name="document"),
    path(_("claim/<str:token>/documents/<str:digest>/delete/"), files.remove_document, name="remove_document"),
    path(_("claim/<str:token>/papers/<int:number>/"), papers.claim_paper, name="paper"),
    path(_("claim/<str:token>/attestation/"), papers.blank_attestation, name="attestation"),
    path(_("claim/<str:token>/sign/"), papers.sign, name="sign"),
    path(_("claim/<str:token>/bank/"), claimant.bank_details, name="bank"),
    path(_("claim/<str:token>/withdraw/"), claimant.withdraw, name="withdraw"),
    path(_("claim/<str:token>/step/<slug:step>/"), claimant.step, name="step"),
]
