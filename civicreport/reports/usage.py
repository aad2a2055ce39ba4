"""What people report round a place: which categories most, of late."""

from __future__ import annotations

from datetime import datetime, timedelta

from civicreport.db import look_up
from civicreport.domain.location import METRES_IN_A_DEGREE, Point

WITHIN_METRES = 3_000
OF_LATE = timedelta(days=120)
FEWEST = 2  # of one kind: once says nothing

# At most so many rows are counted, however much is reported there.
_MOST_USED = """
select code from (
    select category_id from report
    where geom && ST_Expand(ST_Point(%(longitude)s, %(latitude)s, 4326), %(degrees)s)
        and visibility = 'public' and reported_at > %(since)s
    limit 2000
) recent join category on category.id = category_id
group by code, position having count(*) >= %(fewest)s order by count(*) desc, position, code
limit %(most)s
"""


def most_reported_near(point: Point, *, most: int, at: datetime) -> list[str]:
    """Codes of categories, the most reported first."""
    asked = {"latitude": point.latitude, "longitude": point.longitude, "since": at - OF_LATE}
    degrees = WITHIN_METRES / METRES_IN_A_DEGREE
    rows = look_up(_MOST_USED, {**asked, "degrees": degrees, "fewest": FEWEST, "most": most})
    return [code for (code,) in rows]
