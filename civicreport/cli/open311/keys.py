"""`civicreport open311 keys`: which programs may write here."""

from __future__ import annotations

import click

from civicreport.accounts import operations, queries
from civicreport.accounts.models import ApiKey, Right
from civicreport.bodies import queries as bodies
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import NotFound


@click.group("keys")
def group() -> None:
    """Keys of programs that report, or answer for a body; reading needs none."""


@group.command()
@click.argument("name")
@click.option(
    "--right",
    "rights",
    multiple=True,
    type=click.Choice([right.value for right in Right]),
    help="What its holder may do; repeatable. Without: report.",
)
@click.option("--body", "body_code", help="The body for which it answers; needed to update.")
@click.option("--per-hour", default=1000, show_default=True, type=click.IntRange(1, 1_000_000))
def create(name: str, rights: tuple[str, ...], body_code: str | None, per_hour: int) -> None:
    """Make a key called NAME and show it, this once: we keep only its hash."""
    wanted = [Right(right) for right in rights] or [Right.REPORT]
    if Right.UPDATE in wanted and not body_code:
        raise click.UsageError("Say with --body for which body this key updates reports.")
    with transaction():
        if name in {key.name for key in queries.all_keys()}:
            raise click.ClickException(f"There is a key {name!r} already.")
        body_id = bodies.by_code(body_code).id if body_code else None
        _, secret = operations.create_key(
            name, rights=wanted, body_id=body_id, per_hour=per_hour, at=clock.now()
        )
    click.echo(secret)


@group.command("list")
def show() -> None:
    """Every key: name, rights, body, bound, since when, whether revoked."""
    names = {body.id: body.code for body in bodies.all_bodies()}
    for key in queries.all_keys():
        body = names.get(key.body_id or 0, "-")
        click.echo(f"{key.name}\t{','.join(key.rights)}\t{body}\t{key.per_hour}/h\t{_since(key)}")


@group.command()
@click.argument("name")
def revoke(name: str) -> None:
    """Refuse whoever shows this key from now on."""
    with transaction():
        try:
            operations.revoke_key(queries.key_by_name(name), at=clock.now())
        except NotFound as error:
            raise click.ClickException(f"There is no key {name!r}.") from error
    click.echo(f"{name} is revoked.")


def _since(key: ApiKey) -> str:
    revoked = f", revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else ""
    return f"since {key.created_at:%Y-%m-%d}{revoked}"
