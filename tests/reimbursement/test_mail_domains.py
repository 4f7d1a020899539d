import pytest

from reimbursement.mail_domains import FREE_MAIL_DOMAINS, organisational_domain


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("anna@emmaus-connect.example", "emmaus-connect.example"),
        ("Anna <ANNA@Coop.Example.ORG.>", "coop.example.org"),
        ("anna@bücher.example", "xn--bcher-kva.example"),
        ("anna@gmail.com", ""),
        ("anna@Orange.FR", ""),
        ("anna@laposte.net", ""),
        ("anna@localhost", ""),
        ("anna", ""),
        ("", ""),
        ("anna@" + "x" * 70 + ".org", ""),
    ],
)
def test_domain_belongs_to_an_organisation_or_is_empty(email, domain):
    assert organisational_domain(email) == domain


def test_free_mail_domains_are_written_as_they_are_compared():
    assert {domain for domain in FREE_MAIL_DOMAINS if domain != domain.lower() or "." not in domain} == set()
    assert {
        "gmail.com",
        "outlook.com",
        "orange.fr",
        "laposte.net",
        "proton.me",
        "gmx.de",
        "skynet.be",
    } <= FREE_MAIL_DOMAINS
