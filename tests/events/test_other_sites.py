"""Other sites asked over real sockets: a server on this machine answers well, badly, slowly, or not at all."""

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from events.other_sites import Answer, Outcome, Visitor


class Handler(BaseHTTPRequestHandler):
    """Answers with the status named in the path."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.server.asked.append((self.command, self.path, self.headers["User-Agent"]))
        name = self.path.strip("/").partition("?")[0]
        if name == "hang":
            self.server.released.wait(5)
            return
        if name == "early":
            self.wfile.write(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
        status = {"only-get": 405 if self.command == "HEAD" else 200, "garbage": 0, "early": 200}.get(name)
        if status == 0:
            self.wfile.write(b"SSH-2.0-nothing\r\n\r\n")
            self.close_connection = True
            return
        places = {
            "301": "/200",
            "302": "/200",
            "chain": "/301",
            "lost": "/404",
            "round": "/round",
            "inside": "http://169.254.169.254/",
        }
        self.send_response(status or {"chain": 308, "lost": 301, "round": 302, "inside": 302}.get(name) or int(name))
        if name in places:
            self.send_header("Location", places[name])
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD  # noqa: N815 - the name the server looks for

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.released = [], threading.Event()
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visitor(settings) -> Visitor:
    settings.LINK_CHECK_PRIVATE = {"127.0.0.1"}
    return Visitor(connect_seconds=1, answer_seconds=0.2, pause_seconds=0)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/200", Answer(Outcome.FINE, "200")),
        ("/only-get", Answer(Outcome.FINE, "200")),
        ("/early", Answer(Outcome.FINE, "200")),
        ("/302", Answer(Outcome.FINE, "200")),
        ("/301", Answer(Outcome.MOVED, "{url}/200")),
        ("/chain", Answer(Outcome.MOVED, "{url}/200")),
        ("/lost", Answer(Outcome.BROKEN, "404")),
        ("/404", Answer(Outcome.BROKEN, "404")),
        ("/410", Answer(Outcome.BROKEN, "410")),
        ("/round", Answer(Outcome.BROKEN, "redirections")),
        ("/403", Answer(Outcome.UNCERTAIN, "403")),
        ("/429", Answer(Outcome.LATER, "429")),
        ("/503", Answer(Outcome.SILENT, "503")),
        ("/hang", Answer(Outcome.SILENT, "timeout")),
        ("/garbage", Answer(Outcome.SILENT, "unreadable")),
    ],
)
def test_answer_is_what_the_server_says(server, visitor, path, answer):
    found = visitor.ask(server.url + path)
    assert found == Answer(answer.outcome, answer.detail.format(url=server.url))


def test_visitor_says_who_it_is_and_asks_for_no_content_first(server, visitor, settings):
    visitor.ask(f"{server.url}/200")
    assert server.asked == [("HEAD", "/200", f"NecessLinkCheck/1.0 (+{settings.SITE_URL}; robot)")]


def test_host_that_asks_to_wait_is_left_alone(server, visitor):
    assert visitor.ask(f"{server.url}/429") == Answer(Outcome.LATER, "429")
    assert visitor.ask(f"{server.url}/200") == Answer(Outcome.LATER, "429")
    assert [path for _method, path, _agent in server.asked] == ["/429"]


def test_pause_between_two_questions_to_one_host(server, visitor):
    visitor.pause_seconds = 0.05
    visitor.ask(f"{server.url}/200")
    before = visitor.last["127.0.0.1"]
    visitor.ask(f"{server.url}/200")
    assert visitor.last["127.0.0.1"] - before >= 0.05


def test_certificate_that_nobody_signed_is_no_answer(server, visitor, tmp_path):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    certificate = (x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))).sign(
        key, hashes.SHA256()
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "own.pem").write_bytes(secret + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_arguments: None
    assert visitor.ask(f"https://127.0.0.1:{server.server_port}/200") == Answer(Outcome.SILENT, "tls")


def test_server_that_knows_no_tls_is_no_answer(server, visitor):
    assert visitor.ask(f"https://127.0.0.1:{server.server_port}/200") == Answer(Outcome.SILENT, "tls")


def test_port_where_nobody_listens_is_no_answer(visitor):
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        found = visitor.ask(f"http://127.0.0.1:{bound.getsockname()[1]}/")
    assert found == Answer(Outcome.SILENT, "refused")


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/", "http://localhost/", "http://10.1.2.3/", "http://192.168.0.1/", "http://169.254.169.254/",
        "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://100.64.0.1/", "http://[fd00::1]/",
    ],
)  # fmt: skip
def test_private_networks_are_never_asked(address):
    assert Visitor().ask(address) == Answer(Outcome.BROKEN, "private")


def test_redirection_into_a_private_network_is_not_followed(server, visitor):
    assert visitor.ask(f"{server.url}/inside") == Answer(Outcome.BROKEN, "private")
    assert [path for _method, path, _agent in server.asked] == ["/inside"]


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "http:///nothing", "http://127.0.0.1:99999/"])
def test_address_that_is_none_is_no_answer(visitor, address):
    assert visitor.ask(address).outcome == Outcome.SILENT
