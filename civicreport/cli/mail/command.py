"""`civicreport mail`: how answers and bounces come in."""

from __future__ import annotations

import os
import sys

import click
from flask import Flask, current_app

from civicreport import config
from civicreport.adapters.imap import ImapTrouble
from civicreport.cli.mail import listener
from civicreport.db import transaction
from civicreport.delivery.inbound import fetching, reception
from civicreport.delivery.inbound.recipients import recipients_in
from civicreport.domain import clock


@click.group("mail")
def group() -> None:
    """Mail that comes in: answers of councils and residents, and bounces."""


@group.command("listen")
def listen() -> None:
    """Take mail by LMTP or SMTP from the mail server, until told to stop."""
    _must_have_a_domain()
    inbound = config.current().inbound
    if not inbound.port:
        raise click.ClickException("Nobody could find us: set port of [inbound].")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    try:
        listener.run(app)
    except OSError as error:
        raise click.ClickException(
            f"{inbound.host}:{inbound.port} cannot be used ({error.strerror}):"
            " set host and port of [inbound]."
        ) from error


@group.command("receive")
@click.option("--recipient", help="To whom it came. Else: as its headers have it.")
@click.option("--sender", help="From whom, as on the envelope; empty for a bounce.")
def receive(recipient: str | None, sender: str | None) -> None:
    """Keep one mail from standard input, as a mail server pipes it in."""
    _must_have_a_domain()
    limit = config.current().inbound.max_bytes
    raw = sys.stdin.buffer.read(limit + 1)
    if not raw.strip() or len(raw) > limit:
        click.echo("It is empty." if not raw.strip() else "It is too big.", err=True)
        raise SystemExit(os.EX_DATAERR)
    to = recipients_in(raw, given=recipient)
    if not to:
        click.echo("It is to nobody here.", err=True)
        raise SystemExit(os.EX_NOUSER)
    with transaction():
        for one in to:
            reception.keep(raw, recipient=one, envelope_sender=sender, at=clock.now())


@group.command("poll")
def poll() -> None:
    """Look once into the IMAP mailbox; the worker does so every minute."""
    _must_have_a_domain()
    if not config.current().inbound.imap_host:
        raise click.ClickException("There is no mailbox: set imap_host of [inbound].")
    try:
        fetched = fetching.fetch()
    except ImapTrouble as error:
        raise click.ClickException(f"The mailbox cannot be read: {error}") from error
    click.echo(f"{fetched} fetched.")


def _must_have_a_domain() -> None:
    if not config.current().mail.reply_domain:
        raise click.ClickException(
            "No address of ours can be answered yet: set reply_domain of [mail]"
            " (docs/operating.md tells how)."
        )
