"""Under which names other machines reach this one."""

import socket

import pytest

from engagement import addresses


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("127.8.8.8", True),
        ("0.0.0.0", False),
        ("::", False),
        ("10.1.2.3", False),
        ("class.example", False),
    ],
)
def test_the_loopback_is_this_machine_only(host: str, expected: bool) -> None:
    assert addresses.is_loopback(host) is expected


def test_a_server_with_one_address_is_called_by_it() -> None:
    assert addresses.names_of("10.1.2.3") == ["10.1.2.3"]


def test_a_server_on_all_addresses_is_called_by_those_that_others_reach() -> None:
    names = addresses.names_of("0.0.0.0")
    assert socket.gethostname() in names
    assert not [name for name in names if addresses.is_loopback(name)]


def test_an_address_of_ipv6_is_bracketed() -> None:
    assert addresses.in_url("fe80::1") == "[fe80::1]"
    assert addresses.in_url("10.1.2.3") == "10.1.2.3"
