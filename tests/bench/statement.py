"""The routing statement alone, through the same driver: what the web adds is the difference."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo

from civicreport import config
from civicreport.areas.queries import parameters_of
from civicreport.bodies.takers import _ONE_CATEGORY
from civicreport.config import Settings
from civicreport.db.home import database_url
from civicreport.domain.location import Point
from tests.bench.clients import Measured
from tests.bench.ground import Ground

THREADS = 4
_begin: list[Barrier] = []  # where all threads of all processes wait for each other


def alone(settings: Settings, ground: Ground, seconds: float) -> Measured:
    """As many processes as the web has, each with a few connections that never wait for a page."""
    processes = settings.server.workers
    spawn = get_context("spawn")
    together = spawn.Barrier(processes * THREADS)
    with ProcessPoolExecutor(processes, spawn, _meet_at, (together,)) as pool:
        asked = [pool.submit(_threads, settings, ground, seconds) for _ in range(processes)]
        times = [time_ for future in asked for time_ in future.result()]
    return Measured(200, seconds=times, took=seconds)


def _meet_at(together: Barrier) -> None:
    _begin[:] = [together]


def _threads(settings: Settings, ground: Ground, seconds: float) -> list[float]:
    config.use(settings)
    parsed = sa.make_url(database_url(settings))
    _, parameters = parsed.get_dialect()().create_connect_args(parsed)
    conninfo = make_conninfo("", **parameters)
    with ThreadPoolExecutor(THREADS) as pool:
        asked = [
            pool.submit(_ask, conninfo, ground, seconds, offset * 97) for offset in range(THREADS)
        ]
        return [time_ for future in asked for time_ in future.result()]


def _ask(conninfo: str, ground: Ground, seconds: float, number: int) -> list[float]:
    times = []
    with psycopg.connect(conninfo, autocommit=True) as connection, connection.cursor() as cursor:
        _begin[0].wait()
        ends = time.perf_counter() + seconds
        while (began := time.perf_counter()) < ends:
            number += 1
            point = Point(*ground.point(number))
            values = {**parameters_of(point), "category": ground.category(number)}
            cursor.execute(_ONE_CATEGORY, values, prepare=True)
            cursor.fetchall()
            times.append(time.perf_counter() - began)
    return times
