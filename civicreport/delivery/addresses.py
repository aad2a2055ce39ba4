"""The addresses of contacts as people type them and read them."""

from __future__ import annotations

from urllib.parse import urlsplit

from civicreport.adapters.mail import BadAddress, address_in, addresses_in
from civicreport.bodies.models import Method
from civicreport.delivery.models import Delivery

_LONGEST = 500


def method_of(address: str) -> Method:
    """By which way an address is reached that a person typed. Raises BadAddress."""
    if len(address) > _LONGEST:
        raise BadAddress("too long for an address")
    if address.startswith(("http://", "https://")):
        return Method.WEBHOOK
    recipients = addresses_in(address)
    if not recipients:
        raise BadAddress("no address")
    for one in recipients:
        address_in(one)
    return Method.EMAIL


def shown(method: Method, address: str) -> str:
    """Of a webhook only the host: the rest of its address may be a key."""
    if method is Method.WEBHOOK:
        return urlsplit(address).hostname or ""
    return address


def shown_of(delivery: Delivery) -> str:
    """Where this one goes."""
    usual = delivery.contact.address if delivery.contact else delivery.body.email
    return shown(delivery.method, delivery.address or usual)
