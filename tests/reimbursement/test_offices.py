import pytest

from reimbursement.offices import Office, differs, is_box


@pytest.mark.parametrize(
    ("street", "city"),
    [
        ("BP 123", "Lyon"),
        ("B.P. 40 012", "Lyon"),
        ("12 rue de la Paix, BP12", "LYON"),
        ("CS 40012", "Rennes"),
        ("TSA 10001", "Paris"),
        ("Boîte postale 7", "Bruxelles"),
        ("Case postale 12", "Genève"),
        ("1 rue Neuve", "LYON CEDEX 03"),
        ("1 rue Neuve", "Lille Cédex"),
        ("Postbus 1234", "Amsterdam"),
        ("Postfach 10 20", "Köln"),
        ("P.O. Box 99", "Dublin"),
        ("PO Box 99", "London"),
        ("Apartado 12", "Lisboa"),
        ("Apdo. de correos 5", "Donostia"),
        ("Casella postale 3", "Roma"),
        ("Skrytka pocztowa 8", "Warszawa"),
        ("Postboks 4", "Oslo"),
        ("PL 12", "Helsinki"),
        ("Ταχυδρομική Θυρίδα 5", "Αθήνα"),
    ],
)
def test_box_is_no_office(street, city):
    country = "FI" if city == "Helsinki" else "FR"

    assert is_box(Office(street=street, city=city, country=country))


@pytest.mark.parametrize(
    ("street", "city"),
    [
        ("5 rue Las Cases", "Paris"),
        ("12 rue du BPE", "Lyon"),
        ("Rue Cedexis", "Lyon"),
        ("Place de la Poste 3", "Liège"),
        ("Postweg 4", "Ede"),
        ("Plaza Mayor 12", "Madrid"),
        ("Pl. 12 de Octubre", "Madrid"),
        ("Via della Posta 1", "Roma"),
        ("", ""),
    ],
)
def test_street_is_no_box(street, city):
    assert not is_box(Office(street=street, city=city, country="FR"))


@pytest.mark.parametrize(
    ("declared", "registered", "expected"),
    [
        (Office("1 rue A", "69001", "Lyon", "FR"), Office("9 rue B", "69001", "LYON", "FR"), False),
        (Office("", "69001", "Lyon", "FR"), Office("", "69002", "Lyon", "FR"), True),
        (Office("", "69001", "Lyon", "FR"), Office("", "69001", "Paris", "FR"), True),
        (Office("", "69001", "Lyon", "FR"), Office("", "69001", "Lyon", "BE"), True),
        (Office("", "", "Saint-Étienne", "FR"), Office("", "42000", "SAINT ETIENNE", "FR"), False),
        (Office("", "1000 AB", "Den Haag", "NL"), Office("", "1000AB", "den haag", ""), False),
        (Office(), Office("", "69001", "Lyon", "FR"), False),
    ],
)
def test_offices_differ_by_municipality(declared, registered, expected):
    assert differs(declared, registered) is expected
    assert differs(registered, declared) is expected


def test_office_as_one_line():
    assert str(Office("5 rue Las Cases", "75007", "Paris", "FR")) == "5 rue Las Cases, 75007 Paris, FR"
    assert str(Office(city="Paris")) == "Paris"
