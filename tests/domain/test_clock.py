from datetime import UTC, datetime

from civicreport.domain import clock


def test_the_clock_tells_utc() -> None:
    assert clock.now().tzinfo is UTC
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
