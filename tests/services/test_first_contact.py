"""Asking an unknown node who it is: unsigned, and nothing is taken for an answer that is none."""

import datetime as dates
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from qwallet_desktop.services import exchange
from qwallet_desktop.services.errors import ServiceError
from qwallet_desktop.services.first_contact import FirstContact
from qwallet_desktop.services.health import NodeDescription
from qwallet_desktop.services.trust import trusted
from qwallet_desktop.wire.requests import NodeInfo
from qwallet_desktop.wire.shapes import dump
from tests.services.fakes import ADDRESS, NODE, START

BODY = dump(NodeInfo(NODE, "07" * 32, "0.1.0", START))


async def asked(status: int, media_type: str, body: bytes) -> NodeDescription:
    requests: list[httpx.Request] = []

    def give(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(status, stream=httpx.ByteStream(body), headers={"content-type": media_type})

    contact = FirstContact(ADDRESS, httpx.MockTransport(give))
    try:
        return await contact.ask()
    finally:
        await contact.close()
        assert [(str(one.url), "signature" in one.headers) for one in requests] == [(f"{ADDRESS}/v1/node", False)]


@pytest.mark.asyncio
async def test_a_node_says_who_it_is() -> None:
    assert await asked(200, "application/json", BODY) == NodeDescription(NODE, b"\7" * 32, "0.1.0", START)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("status", "media_type", "body", "code"),
    [
        (200, "text/html", b"<html>", "NODE_ANSWER_INVALID"),
        (200, "application/json", b"{}", "NODE_ANSWER_INVALID"),
        (302, "text/html", b"elsewhere", "NODE_ANSWER_INVALID"),
        (502, "text/html", b"bad gateway", "NODE_UNREACHABLE"),
    ],
)
async def test_what_is_no_nodes_answer_is_none(status: int, media_type: str, body: bytes, code: str) -> None:
    with pytest.raises(ServiceError, match=code):
        await asked(status, media_type, body)


def test_what_is_no_address_is_never_asked() -> None:
    with pytest.raises(ServiceError, match="NODE_UNREACHABLE"):
        FirstContact("node.example")


class _Node(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "node")])
    now = dates.datetime.now(dates.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dates.timedelta(days=1))
        .not_valid_after(now + dates.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "node.pem"
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, *plain) + made.public_bytes(pem))
    return path


@pytest.fixture
def served(certificate: Path) -> Iterator[str]:
    """The address of a node behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with HTTPServer(("127.0.0.1", 0), _Node) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"https://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def asked_at(url: str) -> NodeDescription:
    contact = FirstContact(url)
    try:
        return await contact.ask()
    finally:
        await contact.close()


@pytest.mark.asyncio
async def test_a_node_that_nobody_vouches_for_is_not_spoken_with(served: str) -> None:
    with pytest.raises(ServiceError, match="NODE_UNREACHABLE"):
        await asked_at(served)


@pytest.mark.asyncio
async def test_a_node_that_a_known_authority_vouches_for_is(
    served: str, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(exchange, "trusted", lambda: own)
    assert (await asked_at(served)).node_id == NODE


def test_names_are_checked_and_the_context_is_made_once() -> None:
    context = trusted()
    assert (context.check_hostname, context.verify_mode) == (True, ssl.CERT_REQUIRED)
    assert trusted() is context
    assert context.cert_store_stats()["x509_ca"] > 10
