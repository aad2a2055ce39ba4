"""A year of invented reports, written through the same acts as real ones, at their time.

Seeded: each load tells the same stories at the same postcodes. What would have been mailed then
counts as sent then.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rich.progress import Progress

from civicreport.accounts.models import Account
from civicreport.bodies.models import Body
from civicreport.cli.demo import centre, past, people, pictures
from civicreport.cli.demo.councils import Council, categories
from civicreport.db import session
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import upvotes
from civicreport.reports import casework, moderation, photos, submission, updates
from civicreport.reports.models import Photo, Report
from civicreport.reports.submission import Submission

S = Status
# How a story goes, how often it is told, and how many days ago it may have begun.
_STORIES: tuple[tuple[tuple[Status, ...], int, tuple[float, float]], ...] = (
    ((), 24, (0.1, 6)),
    ((S.ACKNOWLEDGED,), 14, (0.5, 9)),
    ((S.ACKNOWLEDGED, S.INVESTIGATING), 12, (2, 14)),
    ((S.ACKNOWLEDGED, S.SCHEDULED), 14, (3, 20)),
    ((S.INVESTIGATING, S.SCHEDULED, S.IN_PROGRESS), 9, (5, 28)),
    ((S.ACKNOWLEDGED, S.SCHEDULED, S.FIXED), 28, (10, 360)),
    ((S.SCHEDULED, S.IN_PROGRESS, S.FIXED), 14, (12, 360)),
    ((S.FIXED,), 12, (4, 300)),
    ((S.INVESTIGATING, S.NO_ACTION), 9, (10, 360)),
    ((S.NOT_RESPONSIBLE,), 4, (6, 250)),
    ((S.ACKNOWLEDGED, S.DUPLICATE), 5, (6, 200)),
    ((S.WITHDRAWN,), 3, (5, 150)),
)
_SEED = 2026
_WITH_PHOTO = 0.4
_PICTURES = 3  # of each category
_RELEASED = 0.85
_WITH_UPDATE = 0.2
_FIRST_OF_DAY, _LAST_OF_DAY = 8, 16  # when officers write
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class _Story:
    steps: tuple[Status, ...]
    begins_at: datetime
    category: str
    details: str
    point: Point


class Teller:
    """Holds what all stories share: the dice, the words, the people, and what day it is."""

    def __init__(self, some: list[Council], *, at: datetime) -> None:
        self._dice = random.Random(_SEED)  # noqa: S311 - the same stories each time
        file = Path(__file__).parent / "stories.toml"
        self._words: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
        self._now = at
        self._councils = some
        a_year_ago = at - timedelta(days=366)
        names = self._words["people"]["names"]
        self._residents = [people.resident(name, at=a_year_ago) for name in names]
        self._passers_by = [people.passer_by(at=a_year_ago) for _ in range(60)]
        self._officers: dict[int, Account] = {}

    def tell(self, progress: Progress) -> list[int]:
        """Write all of it; the reports' numbers."""
        stories = sorted(self._stories(), key=lambda story: story.begins_at)
        told = [
            self._live_through(story)
            for story in progress.track(stories, description="Telling stories")
        ]
        if any(council.code == centre.OXFORD for council in self._councils):
            told += centre.tell(self._residents, at=self._now)
        told += [self._doubtful(details) for details in self._words["doubtful"]["details"]]
        self._hide_one(told)
        ids = [report.id for report in told]
        past.count_as_sent(ids)
        return ids

    def _stories(self) -> list[_Story]:
        plots = [(steps, days) for steps, count, days in _STORIES for _ in range(count)]
        codes = [one.code for one in categories().categories if one.code in self._words]
        points = self._points(len(plots))
        stories = []
        for n, (steps, days) in enumerate(plots):
            category = codes[n % len(codes)]
            ago = timedelta(days=self._dice.uniform(*days))
            details = f"{self._say(category, 'seen')} {self._say(category, 'effect')}"
            stories.append(_Story(steps, self._now - ago, category, details, points[n]))
        return stories

    def _points(self, count: int) -> list[Point]:
        """Near postcodes, the same number in each council, in an order of no meaning."""
        rows = session.execute(
            sa.text("""
                select ST_Y(geom), ST_X(geom) from (
                    select geom, code, row_number() over (
                        partition by area_code order by md5(code)
                    ) as turn
                    from postcode where area_code = any(:codes)
                ) as drawn order by turn, md5(code) limit :count
            """),
            {"codes": [council.code for council in self._councils], "count": count},
        )
        return [Point(y + self._off(), x + self._off()) for y, x in rows]

    def _off(self) -> float:
        return self._dice.uniform(-0.0004, 0.0004)

    def _say(self, *keys: str) -> str:
        words: Any = self._words
        for key in keys:
            words = words[key]
        return str(self._dice.choice(words))

    def _live_through(self, story: _Story) -> Report:
        report = self._submit(story)
        at = story.begins_at
        for n, step in enumerate(story.steps):
            at = self._later(at, left=len(story.steps) - n)
            self._take(report, step, at=at)
            if n and self._dice.random() < _WITH_UPDATE:
                at = self._later(at, left=len(story.steps) - n)
                self._update(report, at=at)
        if story.steps and self._dice.random() < _RELEASED:
            self._release_photos(report)
        self._be_seen_by_others(report, until=at if story.steps else self._now)
        return report

    def _submit(self, story: _Story) -> Report:
        is_known = self._dice.random() < 0.45
        reporter = self._dice.choice(self._residents if is_known else self._passers_by)
        return submission.submit(
            Submission(
                point=story.point,
                category_code=story.category,
                details=story.details,
                photos=self._photos(story.category),
                name=reporter.name,
                email=reporter.email or "",
                show_name=is_known and self._dice.random() < 0.5,
            ),
            account=reporter,
            at=story.begins_at,
        )

    def _photos(self, category: str) -> tuple[photos.StoredPhoto, ...]:
        if self._dice.random() > _WITH_PHOTO:
            return ()
        return (photos.keep(pictures.photo_of(category, self._dice.randrange(_PICTURES))),)

    def _take(self, report: Report, step: Status, *, at: datetime) -> None:
        if step is S.WITHDRAWN:
            by, actor, text = report.reporter, Actor.REPORTER, ""
        else:
            by, actor = self._officer(report), Actor.OFFICER
            said = (report.category.code, "fixed") if step is S.FIXED else ("steps", step)
            text = self._say(*said)
        note = self._say("steps", "note") if self._dice.random() < 0.15 else ""
        casework.change_status(report, step, by=by, actor=actor, text=text, note=note, at=at)

    def _release_photos(self, report: Report) -> None:
        """Those of people without an address wait for an officer's glance."""
        held = sa.select(Photo).where(
            Photo.report_id == report.id, Photo.visibility == Visibility.PENDING
        )
        for photo in session.scalars(held):
            moderation.release_photo(
                photo,
                by=self._officer(report),
                actor=Actor.OFFICER,
                reason="Shows nobody's face or number plate.",
                at=report.changed_at,
            )

    def _update(self, report: Report, *, at: datetime) -> None:
        if report.status in (S.SCHEDULED, S.INVESTIGATING, S.IN_PROGRESS):
            text = self._say("steps", "update")
            updates.post(report, by=self._officer(report), actor=Actor.OFFICER, text=text, at=at)

    def _later(self, at: datetime, *, left: int) -> datetime:
        """Some days on, in working hours, leaving room before today for what is left."""
        room = (self._now - at) / (left + 1)
        later = at + min(room, timedelta(days=self._dice.uniform(0.3, 9)))
        hour = self._dice.randint(_FIRST_OF_DAY, _LAST_OF_DAY)
        at_work = later.replace(hour=hour)
        if at_work.weekday() >= _SATURDAY:
            at_work += timedelta(days=7 - at_work.weekday())
        return at_work if at < at_work < self._now else later

    def _officer(self, report: Report) -> Account:
        body = report.body or session.scalars(sa.select(Body).order_by(Body.id)).first()
        assert body is not None  # noqa: S101 - the ground was laid before
        if body.id not in self._officers:
            self._officers[body.id] = people.officer(body, at=self._now - timedelta(days=366))
        return self._officers[body.id]

    def _be_seen_by_others(self, report: Report, *, until: datetime) -> None:
        """Most are seen by few, a few by many."""
        count = min(int(self._dice.paretovariate(0.9)) - 1, 35)
        everybody: Sequence[Account] = [*self._residents, *self._passers_by]
        for account in self._dice.sample(everybody, count):
            share = self._dice.random()
            seen_at = report.reported_at + (until - report.reported_at) * share
            if account.id != report.reporter_id:
                upvotes.give(report.id, account.id, at=seen_at)

    def _doubtful(self, details: str) -> Report:
        story = _Story((), self._now - timedelta(hours=5), "pothole", details, self._points(1)[0])
        return self._submit(story)

    def _hide_one(self, told: list[Report]) -> None:
        report = next(r for r in told if r.category.code == "graffiti" and r.status is S.REPORTED)
        reason = "Names a neighbour."
        moderation.hide(
            report,
            by=self._officer(report),
            actor=Actor.OFFICER,
            reason=reason,
            at=report.reported_at + (self._now - report.reported_at) / 2,
        )
