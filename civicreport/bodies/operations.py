"""What happens to bodies and to those who work for them."""

from __future__ import annotations

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.bodies.models import Body, Membership, Role
from civicreport.db import session


def appoint(account: Account, *, body: Body | None, role: Role) -> Membership:
    """Give somebody a role at a body (None: operator of the site), in place of an earlier one."""
    body_id = body.id if body else None
    held = session.scalar(
        sa.select(Membership).where(
            Membership.account_id == account.id, Membership.body_id.is_not_distinct_from(body_id)
        )
    )
    if held is None:
        held = Membership(account_id=account.id, body_id=body_id)
        session.add(held)
    held.role = role
    session.flush()
    return held
