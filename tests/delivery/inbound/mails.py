"""Mails as programs write them, in as few words as can be."""

from __future__ import annotations

from email.message import EmailMessage
from textwrap import dedent

JPEG = b"\xff\xd8\xff\xe0" + b"a real photo" * 4000
LOGO = b"\x89PNG\r\n\x1a\n" + b"logo" * 500
HEIC = b"\x00\x00\x00\x18ftypheic" + b"a photo of a telephone" * 1000


def raw(text: str, **places: str) -> bytes:
    """A mail from an indented text."""
    return dedent(text).lstrip().format(**places).encode()


def reply(text: str = "Fixed.\n", **headers: str) -> EmailMessage:
    message = EmailMessage()
    named = {
        "From": "Cleo <Cleo@Council.example>",
        "To": "reply+d1.abc@reports.example",
        "Subject": "Re: Pothole",
        "Message-ID": "<1@council.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in named.items():
        message[name] = value
    message.set_content(text)
    return message


DSN = """
    Return-Path: <>
    From: Mail Delivery System <MAILER-DAEMON@mx.council.example>
    To: reply+b1.abc@reports.example
    Subject: Undelivered Mail Returned to Sender
    Content-Type: multipart/report; report-type=delivery-status; boundary=b

    --b
    Content-Type: text/plain

    I'm sorry to have to inform you that your message could not be delivered.
    --b
    Content-Type: message/delivery-status

    Reporting-MTA: dns; mx.council.example

    Final-Recipient: rfc822; Roads@Council.example
    Original-Recipient: rfc822;roads@council.example
    Action: {action}
    Status: {status}
    Diagnostic-Code: smtp; 550 5.1.1 <roads@council.example>: no such user

    --b
    Content-Type: message/rfc822

    From: reports@reports.example
    X-CivicReport-Reference: CR-1
    Subject: Pothole

    fixed
    --b--
"""

QMAIL = """
    Return-Path: <>
    From: MAILER-DAEMON@mx.council.example
    Subject: failure notice

    Hi. This is the qmail-send program at mx.council.example.
    I'm afraid I wasn't able to deliver your message to the following addresses.

    <roads@council.example>:
    Sorry, no mailbox here by that name. (#5.1.1)

    --- Below this line is a copy of the message.

    fixed
"""

EXCHANGE = """
    From: postmaster@council.example
    Subject: Undeliverable: Pothole

    Your message did not reach some or all of the intended recipients.

    roads@council.example
    The recipient's mailbox is full: 452 4.2.2 mailbox full
"""
