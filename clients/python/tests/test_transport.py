"""One POST within one time limit, over http and https, whatever the other side does."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wiki_sso_client import (
    BridgeAnswerInvalid,
    BridgeTooSlow,
    BridgeUnreachable,
    Deadline,
    HookClient,
    decode_secret,
    post,
    transport,
)
from wiki_sso_client.testing import FakeBridge, Fault, hang, raw, says, trickle_body, trickle_head

LIMIT = 0.4
OPENSSL = shutil.which("openssl")

needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="makes a certificate with openssl")


def send(url: str, seconds: float = 20) -> Any:
    return post(f"{url}/login", b"{}", {}, Deadline.after(seconds))


@pytest.mark.parametrize("fault", [hang, trickle_body, trickle_head], ids=["hang", "body", "head"])
def test_the_caller_leaves_when_the_limit_has_passed(fault: Fault, wiki_sso_bridge: FakeBridge) -> None:
    wiki_sso_bridge.always = fault
    started = time.monotonic()

    with pytest.raises(BridgeTooSlow, match=r"no complete answer within 0\.4 s"):
        send(wiki_sso_bridge.hooks_url, LIMIT)

    # Far below what the other side would take: 60 s.
    assert LIMIT <= time.monotonic() - started < 20


def test_a_name_lookup_that_hangs_counts_against_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, released = threading.Event(), threading.Event()

    def hangs(*_args: Any, **_kwargs: Any) -> Any:
        asked.set()
        released.wait(60)
        raise socket.gaierror(socket.EAI_NONAME, "not known")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)
    try:
        with pytest.raises(BridgeTooSlow):
            send("http://bridge.invalid", LIMIT)
        assert asked.wait(10)
    finally:
        released.set()


def test_an_abandoned_call_gives_its_place_back(wiki_sso_bridge: FakeBridge) -> None:
    wiki_sso_bridge.always = trickle_body
    with pytest.raises(BridgeTooSlow):
        send(wiki_sso_bridge.hooks_url, 0.2)

    held = 0
    deadline = time.monotonic() + 30
    while held < transport.MAX_EXCHANGES and time.monotonic() < deadline:
        if transport._exchanges.acquire(timeout=0.05):
            held += 1
    for _ in range(held):
        transport._exchanges.release()

    assert held == transport.MAX_EXCHANGES


def test_with_too_many_calls_hanging_further_ones_fail_at_once(
    wiki_sso_bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "_exchanges", threading.BoundedSemaphore(1))
    transport._exchanges.acquire()

    with pytest.raises(BridgeUnreachable, match="are hanging already"):
        send(wiki_sso_bridge.hooks_url)

    assert wiki_sso_bridge.calls == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b'HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n{"cookie"',
        b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 70_000,
    ],
    ids=lambda answer: answer[:24],
)
def test_what_is_not_http_or_breaks_off_is_unreachable(answer: bytes, wiki_sso_bridge: FakeBridge) -> None:
    wiki_sso_bridge.always = raw(answer)

    with pytest.raises(BridgeUnreachable) as error:
        send(wiki_sso_bridge.hooks_url)

    assert "cookie" not in str(error.value)
    assert "\n" not in str(error.value)


def test_a_redirect_is_an_answer_and_is_not_followed(wiki_sso_bridge: FakeBridge) -> None:
    wiki_sso_bridge.always = raw(b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:9/\r\ncontent-length: 0\r\n\r\n")

    assert send(wiki_sso_bridge.hooks_url).status == 302


def test_an_answer_that_is_too_large_is_not_kept(wiki_sso_bridge: FakeBridge) -> None:
    wiki_sso_bridge.always = says(200, b" " * 70_000)

    with pytest.raises(BridgeAnswerInvalid, match="longer than 65536 bytes"):
        send(wiki_sso_bridge.hooks_url)


def test_proxy_variables_are_not_read(wiki_sso_bridge: FakeBridge, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert send(wiki_sso_bridge.hooks_url).status == 401


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Certificate and key for localhost, signed by itself."""
    path = tmp_path / "bridge.pem"
    request = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout {path.name}"
    names = "-subj /CN=localhost -addext subjectAltName=DNS:localhost -out only-certificate.pem"
    subprocess.run([str(OPENSSL), *request.split(), *names.split()], cwd=tmp_path, check=True, capture_output=True)
    with path.open("a") as file:
        file.write((tmp_path / "only-certificate.pem").read_text())
    return path


@pytest.fixture
def tls_bridge(certificate: Path) -> Iterator[FakeBridge]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    transport._tls_context.cache_clear()
    with FakeBridge(tls=context) as bridge:
        yield bridge
    transport._tls_context.cache_clear()


@needs_openssl
def test_a_bridge_with_a_trusted_certificate_is_called(
    tls_bridge: FakeBridge, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    url = tls_bridge.hooks_url.replace("127.0.0.1", "localhost")
    client = HookClient(url, decode_secret(tls_bridge.secret), Deadline.after(20))

    assert tls_bridge.alive(client.log_in("alice", "").member)


@needs_openssl
def test_a_certificate_that_is_not_trusted_is_refused(tls_bridge: FakeBridge) -> None:
    with pytest.raises(BridgeUnreachable, match="SSLCertVerificationError"):
        send(tls_bridge.hooks_url.replace("127.0.0.1", "localhost"))

    assert tls_bridge.calls == []


@needs_openssl
def test_a_certificate_for_another_host_is_refused(
    tls_bridge: FakeBridge, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with pytest.raises(BridgeUnreachable, match="SSLCertVerificationError"):
        send(tls_bridge.hooks_url)

    assert tls_bridge.calls == []


def test_a_handshake_that_trickles_counts_against_the_limit_and_leaves_no_thread() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        trickling = threading.Thread(target=trickle_handshake, args=(server,))
        trickling.start()

        with pytest.raises(BridgeTooSlow):
            send(f"https://127.0.0.1:{server.getsockname()[1]}", LIMIT)
        trickling.join(timeout=30)

    assert not trickling.is_alive()


def trickle_handshake(server: socket.socket) -> None:
    """The head of a long TLS record, then a byte at a time until the other side hangs up."""
    connection, _address = server.accept()
    with connection:
        try:
            connection.sendall(b"\x16\x03\x03\x40\x00")
            for _ in range(1200):
                connection.sendall(b"\x02")
                time.sleep(0.05)
        except OSError:
            return
