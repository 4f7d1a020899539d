import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.pages]

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}


@pytest.mark.parametrize(
    ("path", "status"), [("/health/live", 200), ("/fr/", 200), ("/fr/rien/", 404), ("/admin/", 302), ("/%00", 400)]
)
def test_every_answer_carries_the_security_headers(client, path, status):
    response = client.get(path)

    assert (response.status_code, {name: response.headers.get(name) for name in HEADERS}) == (status, HEADERS)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "language"), [("/fr/rien/", "fr"), ("/en/nothing/", "en"), ("/rien/", "fr"), ("/de/", "fr")]
)
def test_missing_page_speaks_the_language_of_its_address(client, path, language):
    response = client.get(path, headers={"accept-language": "fr"})

    assert response.status_code == 404
    assert f'lang="{language}"' in response.content.decode()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"first_name=a%00b", "application/x-www-form-urlencoded"),
        (b"first_name=\xff\xfe", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"first_name=x", "application/x-www-form-urlencoded; charset=no-such-charset"),
        (b"--x\r\nbroken", "multipart/form-data; boundary="),
        (b"--x\r\nbroken", "multipart/form-data"),
    ],
)
def test_unreadable_body_is_answered_400_in_the_right_language(body, content_type):
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    response = client.generic("POST", "/en/registration/", body, content_type)

    assert response.status_code == 400
    assert 'lang="en"' in response.content.decode()


@pytest.mark.parametrize("name", ["nul", "path"])
def test_nul_in_the_address_is_refused(client, name):
    assert client.get("/fr/?q=%00" if name == "nul" else "/fr/%00/").status_code == 400


def test_unknown_host_is_refused(client):
    assert client.get("/fr/", headers={"host": "evil.example"}).status_code == 400


def test_pages_of_somebody_logged_in_are_not_stored(admin_client):
    assert "no-store" in admin_client.get("/fr/").headers["Cache-Control"]
