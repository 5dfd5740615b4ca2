"""The hooks over https."""

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

from django_wiki_sso import transport

from .bridge import Bridge
from .conftest import Visitor

OPENSSL = shutil.which("openssl")

needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="makes a certificate with openssl")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Certificate and key for localhost, signed by nobody else."""
    path = tmp_path / "bridge.pem"
    request = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -keyout {path.name}"
    names = "-subj /CN=localhost -addext subjectAltName=DNS:localhost -out only-certificate.pem"
    subprocess.run(
        [str(OPENSSL), *request.split(), *names.split()], cwd=tmp_path, check=True, capture_output=True
    )
    with path.open("a") as file:
        file.write((tmp_path / "only-certificate.pem").read_text())
    return path


@pytest.fixture
def tls_bridge(certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bridge]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    bridge = Bridge(settings.WIKI_SSO["HOOK_SECRET"], tls=context)
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOKS_URL": bridge.hooks_url.replace("127.0.0.1", "localhost")}
    transport._tls_context.cache_clear()
    yield bridge
    bridge.stop()
    transport._tls_context.cache_clear()


@needs_openssl
def test_a_bridge_with_a_trusted_certificate_is_told(
    visitor: Visitor, tls_bridge: Bridge, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    visitor.log_in()

    assert tls_bridge.accepts(visitor.wiki_cookie)


@needs_openssl
def test_a_bridge_with_a_certificate_that_nobody_vouches_for_is_told_nothing(
    visitor: Visitor, tls_bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    visitor.log_in()

    assert tls_bridge.calls == []
    assert "SSLCertVerificationError" in caplog.text
    assert visitor.is_logged_in


@needs_openssl
def test_a_certificate_for_another_host_is_refused(
    visitor: Visitor,
    tls_bridge: Bridge,
    certificate: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    settings.WIKI_SSO = {**settings.WIKI_SSO, "HOOKS_URL": tls_bridge.hooks_url}

    visitor.log_in()

    assert tls_bridge.calls == []
    assert visitor.wiki_cookie is None


def test_a_handshake_that_trickles_counts_against_the_limit_and_leaves_no_thread(
    visitor: Visitor, settings: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.WIKI_SSO = {
            **settings.WIKI_SSO,
            "HOOKS_URL": f"https://127.0.0.1:{server.getsockname()[1]}",
            "TIMEOUT_SECONDS": 0.4,
        }
        trickling = threading.Thread(target=trickle_handshake, args=(server,))
        trickling.start()

        started = time.monotonic()
        visitor.log_in()
        assert time.monotonic() - started < 1.1
        trickling.join(timeout=5)

    assert not trickling.is_alive()
    assert visitor.is_logged_in


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
