"""Under which names and addresses other machines reach this one."""

import socket
from ipaddress import ip_address

LOOPBACK = ("localhost", "127.0.0.1", "::1")
EVERYWHERE = ("0.0.0.0", "::")
# Of a network that exists in documents only; nothing is sent to it.
ELSEWHERE = ("192.0.2.1", 9)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def in_url(name: str) -> str:
    return f"[{name}]" if ":" in name else name


def names_of(host: str) -> list[str]:
    """What a server that listens on `host` is called by other machines, the surest first."""
    if host not in EVERYWHERE:
        return [host]
    name = socket.gethostname()
    return list(dict.fromkeys([*own_addresses(), name, *([] if "." in name else [f"{name}.local"])]))


def own_addresses() -> list[str]:
    """IPv4 addresses of this machine but the loopback's; first the one through which it reaches others."""
    outward = _outward()
    found = [*([outward] if outward else []), *_named()]
    return list(dict.fromkeys(address for address in found if not ip_address(address).is_loopback))


def _outward() -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:  # no network at all
            return None
        return str(probe.getsockname()[0])


def _named() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, family=socket.AF_INET)
    except socket.gaierror:  # a machine that does not know its own name
        return []
    return [str(entry[4][0]) for entry in found]
