"""What people write is never HTML of ours."""

from __future__ import annotations

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.domain import clock
from civicreport.domain.status import Actor
from civicreport.reports import updates
from tests.factories.reports import a_report
from tests.support.town import Town


def test_what_people_call_themselves_is_no_html(town: Town, letters: MemoryMail) -> None:
    """The words of a line are shared with the plain text, where nothing is escaped."""
    report = a_report(town, name='<a href="https://evil.example">Sign in</a>')
    for words in ("It is deeper now.", "It is deeper still."):
        updates.post(report, by=town.ada, actor=Actor.REPORTER, text=words, at=clock.now())
        jobs.drain()
    bodies = [one.get_body(("html",)) for one in letters.messages]
    told_in = [str(body.get_content()) for body in bodies if body is not None]
    assert sum("deeper" in html for html in told_in) == 2
    assert not [html for html in told_in if '<a href="https://evil.example"' in html]
