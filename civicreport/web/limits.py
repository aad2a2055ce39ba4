"""How often one device, or one network, may act in an hour.

A device counts under its cookie. Cookies can be thrown away, made up or never kept, so the network
prefix (/24 or /48) counts too, ten times as widely, since a prefix may hold a whole street, and
behind a mobile network's gateway a whole town of first-time reporters.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from flask import Flask, request
from flask_limiter import Limiter
from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from civicreport import config
from civicreport.web import rate_counts, visitor
from civicreport.web.guards import SAFE

DEVICES_IN_A_NETWORK = 10
WINDOW_IN_SECONDS = 3600
Kind = Literal["reports", "acts", "sign_ins", "searches"]
View = TypeVar("View", bound=Callable[..., Any])


class ActsOnly(Limiter):
    """Reading is never counted, so that looking its limits up is left out: it would take a quarter
    of what an empty page takes.
    """

    def _check_request_limit(
        self,
        callable_name: str | None = None,
        in_middleware: bool = True,  # noqa: FBT001, FBT002 - its signature
    ) -> None:
        if not (in_middleware and _reads()):
            super()._check_request_limit(callable_name, in_middleware)


_limiter = ActsOnly(
    key_func=visitor.origin,
    storage_uri=rate_counts.ADDRESS,
    strategy="fixed-window",
)
_readings = FixedWindowRateLimiter(MemoryStorage())


def init_app(app: Flask) -> None:
    _limiter.init_app(app)


def limit(kind: Kind) -> Callable[[View], View]:
    """Bound a view's posts by `limits.<kind>_per_hour`; reading is never counted."""
    one = limit_each(kind, key=visitor.device_hash, per_hour=lambda: _allowed(kind))
    many = limit_each(
        f"{kind}-of-network",
        key=visitor.origin,
        per_hour=lambda: _allowed(kind) * DEVICES_IN_A_NETWORK,
    )
    return lambda view: one(many(view))


def limit_reading(kind: Kind, *, asking: str = "") -> Callable[[View], View]:
    """The same for a view whose answers cost more than our own time: here reading counts. `asking`
    names the argument that makes them dear, where they are not without it.

    Counted in this process's memory, since no GET writes: with n workers n times as much passes.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(*args: Any, **kwargs: Any) -> Any:
            if asking and not request.args.get(asking):
                return view(*args, **kwargs)
            device, many = visitor.device_hash(), _allowed(kind) * DEVICES_IN_A_NETWORK
            _count_reading(kind, "network", visitor.origin(), many)
            if device:
                _count_reading(kind, "device", device, _allowed(kind))
            return view(*args, **kwargs)

        return cast("View", counted)

    return decorate


def _count_reading(kind: Kind, of_whom: str, key: str, allowed: int) -> None:
    bound = RateLimitItemPerHour(allowed)
    if not _readings.hit(bound, kind, of_whom, key):
        ends = _readings.get_window_stats(bound, kind, of_whom, key).reset_time
        raise TooManyRequests(retry_after=max(1, math.ceil(ends - time.time())))


def limit_by(key: Callable[[], str], kind: Kind) -> Callable[[View], View]:
    """The same bound for what `key` returns: what many devices try against one address, say."""
    return limit_each(f"{kind}-by-{key.__name__}", key=key, per_hour=lambda: _allowed(kind))


def limit_each(
    name: str, *, key: Callable[[], str | None], per_hour: Callable[[], int]
) -> Callable[[View], View]:
    """Bound a view's posts for each `key` by what it is allowed itself; None is not counted."""

    def decorate(view: View) -> View:
        one = _limiter.shared_limit(
            lambda: f"{per_hour()}/hour",
            name,
            key_func=lambda: key() or "",
            exempt_when=lambda: _reads() or key() is None,
        )
        return cast("View", one(view))

    return decorate


def seconds_to_wait() -> int:
    """Until the breached window ends; its end is kept in whole seconds, rounded up."""
    breached = _limiter.current_limit
    if breached is None:
        return 60
    return min(max(1, math.ceil(breached.reset_at - time.time())), WINDOW_IN_SECONDS)


def _allowed(kind: Kind) -> int:
    allowed: int = getattr(config.current().limits, f"{kind}_per_hour")
    return allowed


def _reads() -> bool:
    return request.method in SAFE
