"""Which addresses belong to everybody, and how far a name is believed."""

from __future__ import annotations

import socket
import time
from ipaddress import ip_address
from typing import Any

import pytest

from civicreport.adapters.outside import NotAllowed, NotReached, Request
from civicreport.adapters.outside.addresses import checked_places, is_public
from civicreport.adapters.outside.messages import target_of


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1"),
        *("169.254.169.254", "100.64.0.1", "100.127.255.255", "192.0.0.1", "192.0.2.1"),
        *("198.18.0.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "ff0e::1"),
        *("2001:db8::1", "100::1", "::127.0.0.1", "64:ff9b:1::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254"),
        *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "2002:7f00:1::", "2002:a9fe:a9fe::1"),
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    ],
)
def test_nobody_is_sent_to(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "100.63.0.1", "2a00:1450:4001::1", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_everybody_may_be_asked(address: str) -> None:
    assert is_public(ip_address(address))


def places(url: str, *allow: str) -> list[str]:
    target = target_of(Request("GET", url))
    return [str(place.at[0]) for place in checked_places(target, allow=allow, seconds=2)]


@pytest.mark.parametrize(
    "host",
    [
        *(
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "localhost",
            "LOCALHOST",
        ),
        *("[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0", "0.0"),
    ],
)
def test_every_spelling_of_this_machine_is_this_machine(host: str) -> None:
    with pytest.raises(NotAllowed, match=r"outside\.allow"):
        places(f"http://{host}/")


@pytest.mark.parametrize(
    ("url", "allow"),
    [
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://127.0.0.1/", "127.0.0.0/8"),
        ("http://localhost/", "LocalHost"),
        ("http://[::1]:22/", "::1"),
        ("http://[::ffff:127.0.0.1]/", "127.0.0.0/8"),
    ],
)
def test_what_the_configuration_names_is_allowed(url: str, allow: str) -> None:
    assert places(url, "other.example", "10.0.0.0/8", allow)


def test_of_several_addresses_only_the_public_ones_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def mixed(*_: Any, **__: Any) -> list[Any]:
        tcp = (socket.SOCK_STREAM, 6, "")
        return [
            (socket.AF_INET, *tcp, ("10.0.0.1", 80)),
            (socket.AF_INET, *tcp, ("93.184.216.34", 80)),
            (socket.AF_INET6, *tcp, ("fe80::1%eth0", 80, 0, 2)),
        ]

    monkeypatch.setattr(socket, "getaddrinfo", mixed)
    assert places("http://mixed.example/") == ["93.184.216.34"]


@pytest.mark.parametrize("port", [0, 22, 25, 443 + 1, 1023])
def test_ports_of_other_services_are_none_of_the_web(port: int) -> None:
    with pytest.raises(NotAllowed, match="port"):
        places(f"http://8.8.8.8:{port}/")


@pytest.mark.parametrize("port", [80, 443, 1024, 8443])
def test_ports_where_web_servers_listen(port: int) -> None:
    assert places(f"http://8.8.8.8:{port}/") == ["8.8.8.8"]


def test_a_name_that_nobody_has_is_not_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(NotReached, match="no such host"):
        places("http://gone.example/")
    with pytest.raises(NotReached, match="no such host"):
        places(f"http://{'a' * 70}.example/")


def test_a_name_service_that_sleeps_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def sleeping(*_: Any, **__: Any) -> list[Any]:
        time.sleep(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", sleeping)
    target = target_of(Request("GET", "http://slow.example/"))
    began = time.monotonic()
    with pytest.raises(NotReached, match="does not answer"):
        checked_places(target, allow=(), seconds=0.2)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "example.org",
            "//example.org/",
            "ftp://example.org/",
            "file:///etc/passwd",
            "http://",
        ),
        *("gopher://example.org/", "http:///path", "javascript:alert(1)", "http://[::1"),
        *("http://ada:secret@example.org/", "http://example.org@127.0.0.1/"),
        *("http://example.org/\r\nX: y", "http://exam ple.org/", "http://example.org:99999/"),
    ],
)
def test_what_is_no_plain_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        places(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "host", "path"),
    [
        ("http://example.org\\@127.0.0.1/", "example.org", "/%5C@127.0.0.1/"),
        ("http://example.org#@127.0.0.1/", "example.org", "/"),
        ("http://example.org?@127.0.0.1/", "example.org", "/?@127.0.0.1/"),
        ("HTTP://EXÄMPLE.org/ä", "xn--exmple-cua.org", "/%C3%A4"),
        ("http://[2A00::1]", "2a00::1", "/"),
    ],
)
def test_an_address_is_read_once_and_in_one_way(url: str, host: str, path: str) -> None:
    target = target_of(Request("GET", url))
    assert (target.host, target.path) == (host, path)
