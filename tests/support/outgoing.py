"""A report in the toy town as a submission leaves it, for tests of what comes after."""

from __future__ import annotations

import hashlib
import uuid
from typing import Any

from civicreport.accounts.models import Account
from civicreport.bodies.models import Contact
from civicreport.db import point_value, session
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report


def a_report(contact: Contact | None, reporter: Account, **values: Any) -> Report:
    now = clock.now()
    report = Report(
        **{
            "fingerprint": hashlib.sha256(uuid.uuid4().bytes).digest(),
            "category": contact.category if contact else None,
            "contact": contact,
            "body": contact.body if contact else None,
            "geom": point_value(Point(51.05, -0.95)),
            "place": "High Street, Westham",
            "details": "A hole as deep as a hand, in the bicycle lane.",
            "visibility": Visibility.PUBLIC,
            "reporter": reporter,
            "reported_at": now,
            "changed_at": now,
            **values,
        }
    )
    session.add(report)
    session.flush()
    return report
