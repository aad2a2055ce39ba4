"""The middle of Oxford, where visitors of the demo look first: known ground, and much seen."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from civicreport.accounts.models import Account
from civicreport.cli.demo import pictures
from civicreport.domain.location import Point
from civicreport.participation import follows, upvotes
from civicreport.reports import photos, submission
from civicreport.reports.models import Report
from civicreport.reports.submission import Submission

OXFORD = "E07000178"


def tell(people: list[Account], *, at: datetime) -> list[Report]:
    """One report of each of these people, as far as the stories reach, with whoever saw it too."""
    file = Path(__file__).parent / "centre.toml"
    stories = tomllib.loads(file.read_text(encoding="utf-8"))["stories"]
    return [
        _lived(story, people[number:] + people[:number], at=at)
        for number, story in enumerate(stories)
    ]


def _lived(story: dict[str, Any], people: list[Account], *, at: datetime) -> Report:
    begun = at - timedelta(days=story["days_ago"])
    reporter, *others = people
    report = submission.submit(
        Submission(
            point=Point(story["latitude"], story["longitude"]),
            category_code=story["category"],
            details=story["details"],
            photos=_photos(story),
            name=reporter.name,
            email=reporter.email or "",
        ),
        account=reporter,
        at=begun,
    )
    for number, one in enumerate(others[: story["seen_by"]], start=1):
        seen_at = begun + (at - begun) * number / (story["seen_by"] + 1)
        upvotes.give(report.id, one.id, at=seen_at)
        if number % 2:
            follows.follow(report.id, one.id, at=seen_at)
    return report


def _photos(story: dict[str, Any]) -> tuple[photos.StoredPhoto, ...]:
    if "photo" not in story:
        return ()
    kept = photos.keep(pictures.photo_of(story["category"], 0))
    return (replace(kept, alt=story["photo"]),)
