"""A certificate of this machine's own, made on the spot: browsers give their camera to HTTPS only.

Nobody vouches for it, so a browser warns at the first visit. It is kept while it fits, so that the warning stays one.
"""

import hashlib
import json
import os
import ssl
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

# Apple's systems refuse certificates that are good for longer.
DAYS = 397
RENEWED_DAYS_BEFORE = 30
DAY_S = 86_400

# A file instead of options: LibreSSL, which macOS has, does not know all of OpenSSL's.
REQUEST = """
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = {common_name}
O = Headway on this machine
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
subjectAltName = {names}
"""


class CertificateError(Exception):
    """There is no certificate; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Certificate:
    path: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256, as browsers show it: a person can compare the two."""
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(self.path.read_text())).hexdigest().upper()
        return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def kept(folder: Path, names: Sequence[str]) -> Certificate:
    """The certificate of this folder, made anew unless it is good for all `names` (hosts and addresses)."""
    certificate, facts = Certificate(folder / "certificate.pem", folder / "key.pem"), folder / "facts.json"
    if not _fits(certificate, facts, names):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        facts.unlink(missing_ok=True)
        _make(certificate, names)
        facts.write_text(json.dumps({"names": sorted(names), "until": time.time() + DAYS * DAY_S}))
    return certificate


def _fits(certificate: Certificate, facts: Path, names: Sequence[str]) -> bool:
    if not (facts.exists() and certificate.path.exists() and certificate.key.exists()):
        return False
    known = json.loads(facts.read_text())
    is_fresh: bool = time.time() < known["until"] - RENEWED_DAYS_BEFORE * DAY_S
    return is_fresh and set(names) <= set(known["names"])


def _make(certificate: Certificate, names: Sequence[str]) -> None:
    certificate.key.unlink(missing_ok=True)
    # Ours alone from its first byte on.
    os.close(os.open(certificate.key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    request = certificate.path.with_name("request.cnf")
    request.write_text(REQUEST.format(common_name=names[0][:64], names=", ".join(map(_alternative, names))))
    key, made, said = str(certificate.key), str(certificate.path), str(request)
    _openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", key)
    _openssl("req", "-x509", "-new", "-sha256", "-days", str(DAYS), "-key", key, "-config", said, "-out", made)
    request.unlink()


def _alternative(name: str) -> str:
    try:
        return f"IP:{ip_address(name)}"
    except ValueError:
        return f"DNS:{name}"


def _openssl(*words: str) -> None:
    try:
        done = subprocess.run(["openssl", *words], capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CertificateError(
            "HTTPS needs the program openssl, which is not on this machine: install it (Debian: apt-get install "
            "openssl), or start with --http; then browsers on other machines give no camera."
        ) from error
    if done.returncode:
        raise CertificateError(f"openssl {words[0]} failed: {done.stderr.strip()}")
