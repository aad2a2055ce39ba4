"""What people are told about a report."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from civicreport.db import session
from civicreport.notifications.models import Notification


def of_report(report_id: int) -> Sequence[Notification]:
    about = sa.select(Notification).where(Notification.report_id == report_id)
    return session.scalars(about.order_by(Notification.id)).all()
