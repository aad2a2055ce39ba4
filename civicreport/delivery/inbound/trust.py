"""Whom an answer by mail is believed. Pure: what is known of body and sender comes as values.

Three things have to agree before a mail changes anything. The *token* in the address that it was
sent to says what it is about, and proves nothing: it travels with every forwarded mail. The
*sender* must be somebody whom the body lets answer, and proves nothing either: anybody can write
any From. *DMARC*, as our own mail server found it, says whether From is true. Where that server
tells us nothing (`inbound.authserv_id` is empty), token and sender have to do; where it should
have told us and did not, a person looks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import idna

from civicreport.delivery.inbound.authentication import Verdict


class Why(StrEnum):
    """Why a mail did not simply do what it says; `officers.mail_words` says it to people."""

    # It is kept in the quarantine.
    NOBODY_HERE = "nobody_here"  # no address of ours, or not one that we signed
    GONE = "gone"  # signed by us, about something that is there no more
    UNREADABLE = "unreadable"
    FAILED = "failed"  # reading it failed: our fault
    # It waits in the queue of the body.
    STRANGER = "stranger"  # not whom we wrote to, nor anybody else who may answer
    FORGED = "forged"  # DMARC says that the sender is not who they say
    UNPROVEN = "unproven"  # DMARC should have been looked at, and nobody has
    SENT_ON = "sent_on"  # true, and written to somebody else: proof travels with a copy
    TOO_MANY = "too_many"  # of one sender about one report: two machines may be talking
    NOT_RESPONSIBLE = "not_responsible"  # of a body that has it no more, or only got a copy
    ENCRYPTED = "encrypted"
    CALENDAR = "calendar"
    AUTOMATIC = "automatic"  # a machine's words, which are nobody's answer
    DOUBTED = "doubted"  # of a citizen, and the light checks doubt it
    ASSIGNED = "assigned"  # an administrator has found out what it is about


# Domains that belong to no council: anybody can have an address there.
PUBLIC_MAIL_DOMAINS = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "hotmail.co.uk"),
        *("hotmail.de", "hotmail.fr", "hotmail.it", "hotmail.es", "live.com", "live.co.uk"),
        *("live.de", "live.fr", "live.nl", "msn.com", "outlook.de", "outlook.fr", "outlook.es"),
        *("yahoo.com", "yahoo.co.uk", "yahoo.de", "yahoo.fr", "yahoo.es", "yahoo.it", "ymail.com"),
        *("rocketmail.com", "icloud.com", "me.com", "mac.com", "aol.com", "aol.co.uk", "gmx.de"),
        *("gmx.net", "gmx.com", "gmx.at", "gmx.ch", "web.de", "t-online.de", "freenet.de"),
        *("mail.com", "mail.de", "posteo.de", "mailbox.org", "proton.me", "protonmail.com"),
        *("protonmail.ch", "pm.me", "tutanota.com", "tuta.com", "fastmail.com", "fastmail.fm"),
        *("hey.com", "zoho.com", "yandex.com", "yandex.ru", "mail.ru", "qq.com", "163.com"),
        *("btinternet.com", "sky.com", "talktalk.net", "virginmedia.com", "ntlworld.com"),
        *(
            "orange.fr",
            "wanadoo.fr",
            "free.fr",
            "laposte.net",
            "sfr.fr",
            "libero.it",
            "virgilio.it",
        ),
        *("ziggo.nl", "kpnmail.nl", "planet.nl", "home.nl", "telenet.be", "skynet.be"),
        *("bluewin.ch", "comcast.net", "verizon.net", "att.net", "cox.net", "onmicrosoft.com"),
    }
)
# Theirs in every country, with whatever ending.
_PROVIDERS = frozenset(
    {"gmail", "googlemail", "hotmail", "outlook", "live", "msn", "yahoo", "ymail", "aol", "icloud"}
    | {"gmx", "protonmail", "yandex"}
)


@dataclass(frozen=True, slots=True)
class Answerers:
    """Who may answer one letter: whom it went to, perhaps their whole domain, the officers."""

    addresses: tuple[str, ...]
    trusts_domain: bool = False
    officers: tuple[str, ...] = ()


def doubt_about(
    sender: str, may_answer: Answerers, *, verdict: Verdict, asks_for_proof: bool
) -> Why | None:
    """Why this sender is not believed; None: they are. `asks_for_proof`: DMARC is looked at here.

    What is forged comes first, for it must not look as if only the name were unknown.
    """
    if verdict is Verdict.FAIL:
        return Why.FORGED
    if not _may_answer(sender, may_answer):
        return Why.STRANGER
    if asks_for_proof and verdict is not Verdict.PASS:
        return Why.UNPROVEN
    return None


def _may_answer(sender: str, may_answer: Answerers) -> bool:
    written = normal(sender)
    if not written:
        return False
    if written in {normal(one) for one in (*may_answer.addresses, *may_answer.officers)}:
        return True
    return may_answer.trusts_domain and domain_of(written) in _own_domains(may_answer.addresses)


def _own_domains(addresses: tuple[str, ...]) -> set[str]:
    """Exactly these: a domain below may have been given to somebody else."""
    domains = {domain_of(normal(one)) for one in addresses} - {""}
    return {domain for domain in domains if not _is_of_a_provider(domain)}


def _is_of_a_provider(domain: str) -> bool:
    if domain.partition(".")[0] in _PROVIDERS:
        return True
    return any(domain == of or domain.endswith(f".{of}") for of in PUBLIC_MAIL_DOMAINS)


def domain_of(address: str) -> str:
    return address.rpartition("@")[2]


def normal(address: str) -> str:
    """One spelling for one address; empty for what is none."""
    local, _, domain = address.strip().rstrip(".").casefold().rpartition("@")
    if not local or not domain:
        return ""
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode('ascii')}"
    except idna.IDNAError:
        return ""
