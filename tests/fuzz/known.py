"""What really is there, so that strange requests get past the first question."""

from __future__ import annotations

from collections.abc import Sequence

from civicreport.accounts.queries import LINK_TOKEN
from civicreport.adapters import tokens
from civicreport.domain import clock
from civicreport.notifications.queries import END_TOKEN
from civicreport.public import tempo

LATITUDE, LONGITUDE = "51.05", "-0.95"


def known(
    *, latitude: str = LATITUDE, longitude: str = LONGITUDE, reports: Sequence[int] = (1, 2, 3)
) -> dict[str, list[str]]:
    """Arguments and fields by name; tokens are signed with the site's own key."""
    numbers = [str(number) for number in (*range(1, 9), *reports)]
    links = [tokens.sign(number, purpose=LINK_TOKEN) for number in (1, 2, 3, 10**9)]
    ends = [tokens.sign([number, number], purpose=END_TOKEN) for number in reports]
    return {
        **dict.fromkeys(("report_id", "photo_id", "delivery_id", "version"), numbers),
        **dict.fromkeys(("zoom", "x", "y"), numbers),
        **dict.fromkeys(("service_request_id", "page", "page_size"), numbers),
        "suffix": ["json", "xml"],
        "service_code": ["pothole", "graffiti"],
        "lat": [latitude],
        "long": [longitude],
        "latitude": [latitude],
        "longitude": [longitude],
        "category": ["pothole", "graffiti"],
        "status": ["scheduled", "fixed", "no_action"],
        "move": ["hide", "release", "restore"],
        "size": ["small", "large"],
        "body_code": ["county", "west"],
        "area_type": ["county", "district"],
        "area_code": ["C", "W"],
        "bbox": ["-1,51,-0.8,51.1", "179,50,-179,51"],
        "look": ["dark"],
        "url": ["http://localhost/reports/1"],
        "kind": ["overview", "report", "picker"],
        "token": [*links, *ends, tokens.sign([None, []], purpose=END_TOKEN)],
        "opened": [tempo.stamp(clock.now()), tokens.sign("now", purpose="report-form")],
        "kept_photos": [tokens.sign(["aa/aaaa", 1, 1], purpose="photo")],
        "details": ["A deep hole by the kerb, since Monday."],
        "text": ["We come on Monday."],
        "reason": ["It shows a face."],
    }
