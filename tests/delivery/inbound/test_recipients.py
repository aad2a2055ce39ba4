"""Whom a mail is to, where only its headers tell."""

from __future__ import annotations

import pytest
from flask import Flask

from civicreport.delivery.inbound.recipients import recipients_in
from tests.support.mail_doors import DOMAIN, ours, take_mail


@pytest.fixture(autouse=True)
def _site(app: Flask) -> None:
    take_mail()


def test_the_copy_that_was_delivered_counts_before_what_was_written() -> None:
    raw = f"To: {ours(1)}, {ours(2)}\r\n\r\nHello".encode()
    assert recipients_in(raw) == (ours(1), ours(2))
    for name in ("Delivered-To", "X-Original-To", "Envelope-To"):
        assert recipients_in(f"{name}: {ours(2)}\r\n".encode() + raw) == (ours(2),)


@pytest.mark.parametrize(
    "header",
    [
        'To: "Oxford, reports" <{}>',
        "To: Undisclosed: {};",
        "To: someone@example.org,\r\n =?utf-8?q?Stra=C3=9Fe?= <{}>",
        "Cc: {0}, {0}",
        "TO:{}",
    ],
)
def test_it_is_found_however_programs_write_it(header: str) -> None:
    assert recipients_in(header.format(ours(3).upper()).encode() + b"\r\n\r\n") == (ours(3),)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0\xff\xfe\r\n\r\n",
        b"To\r\n\r\nTo: x",
        b"To: \xe4\xf6\xfc@example.org",
        f"To: reply+d1.aaaaaaaaaaaaaaaaaaaaaaaa@{DOMAIN}".encode(),
        b"To: " + b"a" * 300_000,
    ],
)
def test_where_nobody_is_ours_there_is_nobody(raw: bytes) -> None:
    assert recipients_in(raw) == ()


def test_the_body_is_not_read() -> None:
    assert recipients_in(f"Subject: x\r\n\r\nTo: {ours(1)}".encode()) == ()


def test_what_was_given_is_checked_and_stands_alone() -> None:
    raw = f"To: {ours(1)}\r\n\r\n".encode()
    assert recipients_in(raw, given=f"<{ours(2)}>") == (ours(2),)
    assert recipients_in(raw, given="someone@example.org") == ()
