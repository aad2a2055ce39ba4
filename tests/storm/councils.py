"""Councils in every mood: a mail server and a system of their own that fail in all known ways.

Half of the reports go by mail, half over Open311. Whoever administers the site sends again what was
refused, and looks into the council's system where nobody can know whether a report has arrived.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field

import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session

from civicreport.accounts.models import Account
from civicreport.bodies.models import Contact, Endpoint, Method
from civicreport.categories.models import Category
from civicreport.db import session, transaction
from civicreport.delivery import dead_letters, uncertain
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from tests.support.georeport_peer import GeoReportPeer
from tests.support.georeport_wire import Fault
from tests.support.mail_servers import Postbox

HANGS = 4.0  # seconds; nobody waits that long
MISHAPS = {
    Fault.SILENCE: 0.04,
    Fault.CUT: 0.04,
    Fault.DRIP: 0.02,
    Fault.TWICE: 0.03,
    Fault.NAMELESS: 0.02,
    Fault.FAILURE: 0.04,
    Fault.BUSY: 0.02,
    Fault.HTML: 0.03,
    Fault.REFUSAL: 0.02,
}
SMTP_MISHAPS = {"hang": 0.01, "451 later": 0.03, "554 never": 0.01}  # in each phase of a letter


@dataclass
class MoodyPostbox(Postbox):
    dice: random.Random = field(default_factory=lambda: random.Random(0))

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, said: list[str]
    ) -> list[str]:
        session.host_name = name
        await self._mood("EHLO", only_hangs=True)
        return said

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, sender: str, options: list[str]
    ) -> str:
        mood = await self._mood("MAIL")
        if not mood:
            envelope.mail_from = sender
            envelope.mail_options.extend(options)
        return mood or "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: object
    ) -> str:
        mood = await self._mood("RCPT")
        return mood or await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """It hangs once it has the letter: the sender cannot know."""
        mood = self._drawn()
        if mood and mood != "hang":
            self.moods[f"DATA {mood}"] += 1
            return mood
        answer = await super().handle_DATA(server, session, envelope)
        if mood:
            self.moods["DATA hang"] += 1
            await asyncio.sleep(HANGS)
        return answer

    async def _mood(self, phase: str, *, only_hangs: bool = False) -> str:
        """What goes wrong in this phase; empty: nothing, or it was only slow."""
        mood = self._drawn()
        if not mood or (only_hangs and mood != "hang"):
            return ""
        self.moods[f"{phase} {mood}"] += 1
        if mood != "hang":
            return mood
        await asyncio.sleep(HANGS)
        return ""

    def _drawn(self) -> str:
        dice = self.dice.random()
        for mood, share in SMTP_MISHAPS.items():
            if dice < share:
                return mood
            dice -= share
        return ""


def moody_city(dice: random.Random) -> GeoReportPeer:
    return GeoReportPeer(dice=dice, mishaps=dict(MISHAPS), silence=HANGS, pause=0.05)


def takes_street_lights(city: GeoReportPeer) -> None:
    """The county has its own system for these."""
    lights = sa.select(Contact).join(Category).where(Category.code == "street_light")
    contact = session.scalars(lights).one()
    contact.method, contact.address = Method.OPEN311, "LIGHT"
    city.services["LIGHT"] = "Street light"
    quirks = {"lookup": "requests", "listed_after_seconds": 4, "page_size": 50}
    session.add(Endpoint(body_id=contact.body_id, url=city.url, quirks=quirks))


def administer(city: GeoReportPeer) -> int:
    """What was given up is looked into by a person; how often somebody had to look there."""
    looked = 0
    with transaction():
        dov = session.scalars(sa.select(Account).where(Account.email == "dov@example.org")).one()
        given_up = sa.select(Delivery).where(Delivery.state == State.DEAD).order_by(Delivery.id)
        for letter in session.scalars(given_up).all():
            if not uncertain.is_uncertain(letter):
                dead_letters.retry(letter, at=clock.now())
                continue
            looked += 1
            number = _number_there(city, f"CR-{letter.report_id}")
            if number:
                uncertain.is_there(letter, external_id=number, by=dov, at=clock.now())
            else:
                uncertain.is_not_there(letter, by=dov, at=clock.now())
    return looked


def _number_there(city: GeoReportPeer, reference: str) -> str:
    return next((one.id for one in city.filed if one.reference == reference), "")
