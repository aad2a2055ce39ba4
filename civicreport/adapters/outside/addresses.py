"""Which addresses of the internet a request may go to. Asked once for each connection, and the
connection goes to what was answered: a name that changes its meaning changes nothing.
"""

from __future__ import annotations

import socket
import threading
from concurrent.futures import Future
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any, NamedTuple, TypeAlias

from civicreport.adapters.outside.failures import NotAllowed, NotReached
from civicreport.adapters.outside.messages import Target

Address: TypeAlias = IPv4Address | IPv6Address

_NAT64 = ip_network("64:ff9b::/96")
_UNICAST = ip_network("2000::/3")  # all of IPv6 that is given out to the internet
_WEB_PORTS = (80, 443)
_MOST_TRIED = 4


class Place(NamedTuple):
    family: socket.AddressFamily
    at: Any  # as the socket wants it


def checked_places(target: Target, *, allow: tuple[str, ...], seconds: float) -> list[Place]:
    """Where to connect to: those addresses of the host that may be asked."""
    is_named = _is_named(target.host, allow)
    if not (is_named or target.port in _WEB_PORTS or target.port > 1023):
        raise NotAllowed(f"{target.host}: port {target.port} is not one of the web")
    found = _look_up(target, seconds)
    allowed = [place for place in found if is_named or _may_be_asked(place, allow)]
    if not allowed:
        addresses = ", ".join(sorted({str(place.at[0]) for place in found}))
        raise NotAllowed(
            f"{target.host} is in a private network ({addresses}); "
            "if that is meant, name it in outside.allow"
        )
    return allowed[:_MOST_TRIED]


def is_public(address: Address) -> bool:
    """Whether everybody on the internet means the same machine by it."""
    address = _meant_by(address)
    if isinstance(address, IPv6Address):
        return address in _UNICAST and address.is_global
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_allowed_by_name(target: Target, allow: tuple[str, ...]) -> bool:
    """Whether the configuration names this very host, by its name or as an address."""
    try:
        address = ip_address(target.host)
    except ValueError:
        return _is_named(target.host, allow)
    return _is_named(target.host, allow) or _is_in(address, allow)


def _is_named(host: str, allow: tuple[str, ...]) -> bool:
    return host.lower().rstrip(".") in {entry.lower().rstrip(".") for entry in allow}


def _may_be_asked(place: Place, allow: tuple[str, ...]) -> bool:
    address = ip_address(str(place.at[0]).partition("%")[0])
    return is_public(address) or _is_in(address, allow)


def _is_in(address: Address, allow: tuple[str, ...]) -> bool:
    meant = _meant_by(address)
    for entry in allow:
        try:
            network = ip_network(entry, strict=False)
        except ValueError:
            continue  # the name of a host
        if meant.version == network.version and meant in network:
            return True
    return False


def _meant_by(address: Address) -> Address:
    """An IPv6 address that only wraps one of IPv4 leads to the one inside."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def _look_up(target: Target, seconds: float) -> list[Place]:
    """All addresses of a host. In a thread, since nothing else makes a resolver give up in time."""
    answer: Future[list[Place]] = Future()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answer.set_exception(error)
        else:
            answer.set_result(list(dict.fromkeys(Place(one[0], one[4]) for one in found)))

    threading.Thread(target=ask, daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except TimeoutError as error:
        raise NotReached(f"{target.host}: the name service does not answer") from error
    except (OSError, UnicodeError) as error:
        raise NotReached(f"{target.host}: no such host ({error})") from error
