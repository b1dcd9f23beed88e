"""The certificate that is made on the spot."""

import socket
import ssl
import stat
import threading
import time
from pathlib import Path

import pytest

from engagement import certificate
from engagement.certificate import Certificate, CertificateError

NAMES = ["10.1.2.3", "class.example", "localhost", "127.0.0.1"]


def shake_hands(certificate: Certificate, name: str) -> str | None:
    """What TLS version a client that trusts the certificate agrees on with a server called `name`."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate.path, certificate.key)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        serve = threading.Thread(target=lambda: _accept(server, ours))
        serve.start()
        try:
            client = ssl.create_default_context(cafile=certificate.path)
            with client.wrap_socket(theirs, server_hostname=name) as agreed:
                return agreed.version()
        finally:
            theirs.close()
            serve.join()


def _accept(server: ssl.SSLContext, ours: socket.socket) -> None:
    try:
        server.wrap_socket(ours, server_side=True).close()
    except (ssl.SSLError, OSError):
        ours.close()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_good_for_every_name(tmp_path: Path, name: str) -> None:
    assert shake_hands(certificate.kept(tmp_path / "tls", NAMES), name) == "TLSv1.3"


def test_it_is_good_for_no_other_name(tmp_path: Path) -> None:
    made = certificate.kept(tmp_path / "tls", NAMES)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(made, "other.example")


def test_only_its_owner_reads_the_key(tmp_path: Path) -> None:
    made = certificate.kept(tmp_path / "tls", NAMES)
    assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.key.parent.stat().st_mode) == 0o700


def test_it_is_kept_while_it_has_the_names(tmp_path: Path) -> None:
    first = certificate.kept(tmp_path, NAMES).fingerprint
    assert certificate.kept(tmp_path, NAMES[1:]).fingerprint == first
    assert certificate.kept(tmp_path, [*NAMES, "10.9.9.9"]).fingerprint != first


def test_it_is_made_anew_before_it_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = certificate.kept(tmp_path, NAMES).fingerprint
    later = time.time() + 370 * certificate.DAY_S
    monkeypatch.setattr(time, "time", lambda: later)
    assert certificate.kept(tmp_path, NAMES).fingerprint != first


def test_without_openssl_a_sentence_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CertificateError, match="apt-get install openssl"):
        certificate.kept(tmp_path / "tls", NAMES)
