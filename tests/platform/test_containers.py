"""The shipped composition, as far as it can be checked without a container engine: syntax, paths, commands, rights."""

import os
import re
import subprocess
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import yaml

from necess.supervision import Program
from tests.live import ROOT, eventually, free_port, listens

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {name for name, service in SERVICES.items() if service.get("image") == "necess"}
DOCKERFILE = (ROOT / "Dockerfile").read_text()
KNOWN_KEYS = {
    "build", "image", "env_file", "environment", "command", "volumes", "tmpfs", "depends_on", "healthcheck", "init",
    "read_only", "restart", "cap_drop", "cap_add", "security_opt", "user", "ports", "shm_size", "stop_grace_period",
}  # fmt: skip


def test_services_are_those_of_the_documentation():
    assert set(SERVICES) == {"setup", "web", "worker", "beat", "database", "redis", "proxy"}
    documentation = (ROOT / "docs" / "deploy.md").read_text()
    assert [name for name in SERVICES if f"`{name}`" not in documentation] == []


@pytest.mark.parametrize("name", SERVICES)
def test_service_is_hardened_and_watched(name):
    service = SERVICES[name]
    assert set(service) <= KNOWN_KEYS
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert name == "setup" or set(service["healthcheck"]) >= {"test", "interval"}
    assert service.get("user", "root" if name == "proxy" else "image") != "root" or name == "proxy"


def test_volumes_and_dependencies_exist():
    used = [volume.split(":") for service in SERVICES.values() for volume in service.get("volumes", [])]
    for source, *_ in used:
        assert (ROOT / source).exists() if source.startswith(".") else source in COMPOSE["volumes"]
    assert {source for source, *_ in used if not source.startswith(".")} == set(COMPOSE["volumes"])
    assert {needed for service in SERVICES.values() for needed in service.get("depends_on", {})} <= set(SERVICES)


@pytest.mark.parametrize("name", sorted(OURS))
def test_our_services_start_through_the_one_script(name):
    script, part, *rest = SERVICES[name]["command"]
    assert (script, rest) == ("scripts/serve.sh", [])
    assert re.search(rf"^{part}\)$", (ROOT / script).read_text(), re.MULTILINE)


def test_dockerfile_copies_what_exists_and_does_what_the_scripts_do():
    copied = [name for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert re.findall(r"scripts/[a-z-]+\.sh run", DOCKERFILE) == [
        "scripts/system-packages.sh run",
        "scripts/prepare.sh run",
        "scripts/prepare.sh run",
    ]
    assert re.search(r"^USER 10001:10001$", DOCKERFILE, re.MULTILINE)
    assert 'CMD ["scripts/serve.sh", "web"]' in DOCKERFILE


def test_scripts_are_executable_and_parse():
    for script in [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci" / "run"]:
        assert os.access(script, os.X_OK)
        subprocess.run(["sh", "-n", script], check=True)


class Upstream(BaseHTTPRequestHandler):
    """Stands for the site behind the proxy: repeats the headers it was sent."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(str(self.headers).encode())

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture
def proxy(tmp_path):
    """Debian's Caddy with the shipped configuration; yields its port and the server behind it."""
    upstream = HTTPServer(("127.0.0.1", 0), Upstream)
    Thread(target=upstream.serve_forever, daemon=True).start()
    port = free_port()
    variables = os.environ | {
        "SITE_URL": f"http://127.0.0.1:{port}",
        "UPSTREAM": f"127.0.0.1:{upstream.server_port}",
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    configuration = ["--config", str(ROOT / "deploy" / "Caddyfile"), "--adapter", "caddyfile"]
    program = Program("proxy", ["caddy", "run", *configuration], tmp_path / "caddy.log")
    program.start(variables)
    eventually(lambda: listens(port))
    yield port, upstream
    program.stop()
    upstream.shutdown()
    upstream.server_close()


def test_proxy_does_not_believe_strangers_and_hides_an_absent_site(proxy):
    port, upstream = proxy
    forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    request = urllib.request.Request(f"http://127.0.0.1:{port}/", headers=forged)
    with urllib.request.urlopen(request, timeout=5) as response:
        seen = response.read().decode()
    assert "203.0.113.9" not in seen
    assert "X-Forwarded-Proto: http\n" in seen

    upstream.shutdown()
    upstream.server_close()

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=5)
    assert (refused.value.code, refused.value.headers["Retry-After"]) == (503, "30")
    refused.value.close()
