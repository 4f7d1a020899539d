import pytest

from registration.identity import deliverable, identity


@pytest.mark.parametrize(
    "address",
    [
        "marie.curie@bücher.example",
        "Marie.Curie@BÜCHER.example",
        "marie.curie+nec@bücher.example",
        "  marie.curie@bücher.example ",
        "marie.curie@bücher.example.",
        "marie.curie.@bücher.example",
        "marie.curie@xn--bcher-kva.example",
        "marie.curie @bücher.example",
        "\u200bmarie.curie@bücher.example\ufeff",
        "ｍarie.curie＠bücher.example",
        "marie.curie@bu\u0308cher.example",
    ],
)
def test_identity_of_one_mailbox_is_one(address):
    assert identity(address) == "marie.curie@xn--bcher-kva.example"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("marie.curie@example.org", "mariecurie@example.org"),
        ("marie@example.org", "marie@mail.example.org"),
        ("+a@example.org", "+b@example.org"),
    ],
)
def test_identity_of_two_mailboxes_is_two(one, other):
    assert identity(one) != identity(other)


def test_deliverable_keeps_the_label_and_the_case_of_the_mailbox():
    assert deliverable(" Marie+nec@Example.ORG. ") == "Marie+nec@example.org"


@pytest.mark.parametrize("address", ["a@straße.example", "a@" + "x" * 64 + ".example", "a@x..example"])
def test_deliverable_refuses_domains_without_one_ascii_form(address):
    with pytest.raises(UnicodeError):
        deliverable(address)


def test_deliverable_leaves_what_is_no_address():
    assert deliverable(" nobody ") == "nobody"
