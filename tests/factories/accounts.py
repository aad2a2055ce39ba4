from __future__ import annotations

import itertools

from civicreport.accounts.models import Account
from civicreport.db import session

_numbers = itertools.count(1)


def a_device() -> Account:
    """Somebody whom nobody knows yet."""
    account = Account(fs_uniquifier=f"device-{next(_numbers)}")
    session.add(account)
    session.flush()
    return account
