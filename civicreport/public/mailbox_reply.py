"""A reply as mail programs write it: the answer, and below it the letter, quoted."""

from __future__ import annotations

from collections.abc import Sequence
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parsedate_to_datetime

from civicreport.adapters import reply_addresses
from civicreport.adapters.mail import Attachment, address_in, one_line
from civicreport.domain import clock


def answers_go_to(letter: EmailMessage) -> str:
    """The address that takes answers to this letter; empty where nobody reads them."""
    to = _first_address(letter, "Reply-To")
    return to if reply_addresses.read(to) else ""


def was_sent_to(letter: EmailMessage) -> str:
    return _first_address(letter, "To")


def reply_to(
    letter: EmailMessage, *, sender: str, text: str, photos: Sequence[Attachment]
) -> EmailMessage:
    """Raises BadAddress for a sender that is none."""
    written_by = address_in(sender)
    message = EmailMessage(policy=policy.SMTP if sender.isascii() else policy.SMTPUTF8)
    message["From"] = written_by
    message["To"] = answers_go_to(letter)
    subject = str(letter["Subject"])
    message["Subject"] = subject if subject.lower().startswith("re:") else f"Re: {subject}"
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=written_by.domain)
    message["In-Reply-To"] = one_line(str(letter["Message-ID"]))
    before = f"{letter['References'] or ''} {letter['Message-ID']}"
    message["References"] = one_line(before, longest=4000)
    message.set_content(f"{text}\n\n{_quoted(letter)}\n")
    for photo in photos:
        main, _, sub = photo.type.partition("/")
        message.add_attachment(
            photo.data, maintype=main, subtype=sub, filename=one_line(photo.name)
        )
    return message


def _quoted(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    lines = str(body.get_content()).splitlines() if body else []
    written_at = parsedate_to_datetime(str(letter["Date"]))
    introduction = f"On {written_at:%a, %d %b %Y at %H:%M}, {letter['From']} wrote:"
    return "\n".join([introduction, *(f"> {line}".rstrip() for line in lines)])


def _first_address(letter: EmailMessage, header: str) -> str:
    found = getattr(letter[header], "addresses", ())
    return str(found[0].addr_spec) if found else ""
