"""Belgian enterprise numbers in the table made from the open data of their register."""

import pytest
from django.core.management import CommandError, call_command

from reimbursement.geocoding import kbo
from reimbursement.geocoding.search import ask_registers, locate
from reimbursement.geocoding.web import ServiceFailed
from reimbursement.legal_ids import LegalId, read_legal_id
from reimbursement.offices import Office
from tests.reimbursement.address_server import Answer, address_server

# The shapes of the files; the organisations are invented, their check digits are right.
ENTERPRISES = """EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,JuridicalFormCAC,StartDate
"0403.019.261","AC","000","2","017","","15-06-2009"
"0417.497.106","AC","050","2","017","","01-01-1990"
"0428.759.497","AC","000","1","","","01-01-1990"
"0404.616.494","AC","000","2","125","","01-01-2001"
"""
NAMES = """EntityNumber,Language,TypeOfDenomination,Denomination
"0403.019.261","2","001","Ourthe samen"
"0403.019.261","1","001","Ourthe en commun"
"0403.019.261","1","003","OC"
"0417.497.106","2","001","Gents Atelier"
"0428.759.497","1","001","Marie Somebody"
"0404.616.494","4","001","European Commons"
"""
OFFICES = """\
EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,StreetFR,HouseNumber,Box,\
ExtraAddressInfo,DateStrikingOff
"0403.019.261","REGO","","","4000","Luik","Liège","","Quai des Ardennes","3","","",""
"2.111.111.111","BAET","","","5000","Namen","Namur","","Rue du Pont","12","A","",""
"0417.497.106","REGO","","","9000","Gent","","Veldstraat","","7","","",""
"0404.616.494","REGO","Frankrijk","France","","","Lille","","Rue du Nord","1","","",""
"""
LIEGE = LegalId("be-enterprise", "0403019261")


@pytest.fixture
def table(settings, tmp_path):
    """An empty place for the table; returns the folder of the files."""
    settings.VAR_DIR = tmp_path / "var"
    settings.ADDRESS_SERVICES = {}
    for name, content in zip(kbo.FILES, (ENTERPRISES, NAMES, OFFICES), strict=True):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def shown(number: str):
    entry = kbo.look_up(LegalId("be-enterprise", number))
    return entry and (entry.name, entry.is_active, entry.office)


def test_legal_persons_are_found_with_their_registered_office(table, capsys):
    call_command("load_kbo", table)
    assert capsys.readouterr().out.startswith("3 organisations kept")
    assert shown("0403019261") == ("Ourthe en commun", True, Office("Quai des Ardennes 3", "4000", "Liège", "BE"))
    assert shown("0417497106") == ("Gents Atelier", False, Office("Veldstraat 7", "9000", "Gent", "BE"))
    # Abroad: which country is left for a person. A private person is not kept at all.
    assert shown("0404616494") == ("European Commons", True, Office("Rue du Nord 1", "", "Lille", ""))
    assert shown("0428759497") is None


def test_however_the_number_is_written_it_is_the_one_of_the_register(table):
    kbo.load(table)
    numbers = [read_legal_id(text, country="BE") for text in ("BE 0403.019.261", "403019261", "BE0403019261")]
    assert numbers == [LIEGE] * 3


def test_without_a_table_nothing_is_known(table):
    assert kbo.look_up(LIEGE) is None
    kbo.load(table)
    assert kbo.look_up(LegalId("fr-siren", "732829320")) is None


def test_the_register_is_asked_before_the_one_of_vat_numbers(table, settings):
    kbo.load(table)
    with address_server() as server:
        server.answers["vies"] = Answer(status=500)
        settings.ADDRESS_SERVICES = server.services()
        found = ask_registers(name="", office=Office(country="BE"), legal_ids=(LIEGE,))
        assert (found.entry.source, found.failed_services, server.asked) == ("kbo", (), [])


def test_the_office_of_the_register_is_the_one_that_is_placed(table):
    kbo.load(table)
    located = locate(office=Office("Rue X 1", "1000", "Bruxelles", "BE"), legal_ids=(LIEGE,))
    assert located.registered_office == Office("Quai des Ardennes 3", "4000", "Liège", "BE")
    assert [candidate.label for candidate in located.candidates] == ["Liège (BE)"]


def test_a_broken_table_is_a_service_that_fails(table):
    kbo.load(table)
    kbo.file().write_bytes(b"not a database, whatever it is called" * 100)
    with pytest.raises(ServiceFailed):
        kbo.look_up(LIEGE)
    assert ask_registers(name="", office=Office(country="BE"), legal_ids=(LIEGE,)).failed_services == ("kbo",)


@pytest.mark.parametrize("spoil", [lambda path: path.unlink(), lambda path: path.write_text("a,b\n1,2\n")])
def test_files_of_something_else_leave_the_earlier_table(table, spoil):
    kbo.load(table)
    spoil(table / "address.csv")
    with pytest.raises(CommandError):
        call_command("load_kbo", table)
    assert shown("0403019261")[0] == "Ourthe en commun"
