"""`civicreport accounts`: who works for whom, and with which password they sign in."""

from __future__ import annotations

import sys

import click

from civicreport.accounts import operations, queries
from civicreport.accounts.models import Account
from civicreport.bodies import operations as bodies
from civicreport.bodies import queries as body_queries
from civicreport.bodies.models import Body, Role
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import NotFound, PasswordTooShort
from civicreport.web import sign_in

name_option = click.option("--name", default="", help="As it stands beside their answers.")
password_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


@click.group("accounts")
def group() -> None:
    """The staff of the bodies."""


@group.command("create-officer")
@click.argument("email")
@click.option("--body", "body_code", required=True, help="Code of the body they work for.")
@name_option
@password_option
def create_officer(email: str, *, body_code: str, name: str, password_stdin: bool) -> None:
    """Let somebody work on the reports of one body; run again, it changes what differs."""
    _employ(email, role=Role.OFFICER, body_code=body_code, name=name, from_stdin=password_stdin)


@group.command("create-administrator")
@click.argument("email")
@click.option("--body", "body_code", help="Code of their body; without it: operator of the site.")
@name_option
@password_option
def create_administrator(
    email: str, *, body_code: str | None, name: str, password_stdin: bool
) -> None:
    """Let somebody run one body, or without --body the whole site."""
    _employ(
        email, role=Role.ADMINISTRATOR, body_code=body_code, name=name, from_stdin=password_stdin
    )


@group.command("list")
def show() -> None:
    """Everybody on the staff: address, role, body, name."""
    for membership in body_queries.staff():
        body = membership.body.code if membership.body else "(the site)"
        account = membership.account
        closed = "" if account.is_active else " (closed)"
        click.echo(f"{account.email}\t{membership.role}\t{body}\t{account.name}{closed}")


def _employ(email: str, *, role: Role, body_code: str | None, name: str, from_stdin: bool) -> None:
    if email.count("@") != 1 or email.strip("@ ") != email:
        raise click.BadParameter(f"{email!r} is no e-mail address.")
    with transaction():
        body = _body(body_code) if body_code else None
        account = queries.by_email(email) or operations.create_person(
            email=email, name=name, at=clock.now()
        )
        _settle(account, name=name, from_stdin=from_stdin)
        bodies.appoint(account, body=body, role=role)
        place = f"of {body.name}" if body else "of the site"
        click.echo(f"{email} is {role} {place}, and signs in at /officers/sign-in.")


def _body(code: str) -> Body:
    try:
        return body_queries.by_code(code)
    except NotFound as error:
        known = ", ".join(body.code for body in body_queries.all_bodies()) or "none yet"
        raise click.ClickException(f"There is no body {code!r}. Bodies: {known}.") from error


def _settle(account: Account, *, name: str, from_stdin: bool) -> None:
    """Name and password; a password that stands already is only changed when one is piped in."""
    account.name = name or account.name
    if from_stdin or not account.password:
        operations.set_password(account, password_hash=_hash(_password(from_stdin=from_stdin)))


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _hash(password: str) -> str:
    try:
        return sign_in.hash_password(password)
    except PasswordTooShort as error:
        raise click.ClickException(
            f"A password needs {error.minimum} characters or more."
        ) from error
