"""Why this council? The codes of `domain.routing` put into words, for every page that says so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_babel import gettext as _

from civicreport.domain.routing import Because, NearestArea, Reason
from civicreport.web.i18n import number
from civicreport.web.names import named


def sentences(
    reasons: Iterable[Because | Mapping[str, str]],
    *,
    nearest: NearestArea | None = None,
    tells_answers: bool = True,
) -> list[str]:
    """One sentence for each reason: fresh from a decision, or as kept with a report.

    `tells_answers`: to whoever gave them and to staff; nobody else sees any.
    """
    facts = [_facts(because) for because in reasons]
    return [
        _sentence(each, nearest)
        if tells_answers or each["reason"] != Reason.ANSWERED
        else _(
            "An answer of whoever reported it says that it is for %(body)s.",
            body=named(each["body"]),
        )
        for each in facts
    ]


def _facts(because: Because | Mapping[str, str]) -> dict[str, str]:
    return because.as_json() if isinstance(because, Because) else dict(because)


def _sentence(facts: dict[str, str], nearest: NearestArea | None) -> str:
    reason = Reason(facts.pop("reason"))
    if reason is Reason.OUTSIDE:
        return _outside(nearest)
    return str(_SAID[reason]({fact: named(words) for fact, words in facts.items()}))


def _outside(nearest: NearestArea | None) -> str:
    if nearest is None:
        return str(_("No place is covered by this site yet."))
    away = round(nearest.metres_away / 1000) or 1
    return str(
        _(
            "This place is outside the area that this site covers. "
            "The nearest covered place is %(place)s, about %(km)s km away.",
            place=nearest.name,
            km=number(away),
        )
    )


_SAID: dict[Reason, Callable[[dict[str, str]], Any]] = {
    Reason.COVERED_BY: lambda f: _("The place lies in %(areas)s.", **f),
    Reason.NEAR_EDGE: lambda f: _(
        "The place lies just outside the boundary of %(area)s: %(metres)s m away, "
        "which is near enough.",
        **f,
    ),
    Reason.ONLY_CONTACT: lambda f: _("%(body)s takes “%(category)s” here.", **f),
    Reason.PRECEDENCE: lambda f: _(
        "%(body)s takes “%(category)s” here, and comes before %(before)s by agreement.", **f
    ),
    Reason.SMALLEST_AREA: lambda f: _(
        "%(body)s takes “%(category)s” here, and comes before %(before)s because it serves "
        "the smaller area.",
        **f,
    ),
    Reason.FIRST_BY_CODE: lambda f: _(
        "%(body)s takes “%(category)s” here, as would %(before)s: of equals, the first in the "
        "alphabet gets it.",
        **f,
    ),
    Reason.ANSWERED: lambda f: _(
        "To “%(question)s” the answer was “%(answer)s”: that is for %(body)s.", **f
    ),
    Reason.NO_CONTACT: lambda f: _(
        "Nobody takes “%(category)s” here yet: a report is kept, public, and the operator of "
        "this site is told.",
        **f,
    ),
}
