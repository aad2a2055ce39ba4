"""What can be done later, by name. The names are stored in rows: renaming one needs care."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., None])


class UnknownTask(LookupError):
    """A job names a task that no module has registered."""


@dataclass(frozen=True, slots=True)
class Task:
    name: str
    function: Callable[..., None]
    attempts: int = 1
    cron: str | None = None


TASKS: dict[str, Task] = {}


def task(name: str, *, attempts: int = 1) -> Callable[[Function], Function]:
    """Register a function as a job. It takes JSON values and opens its own transactions.

    With more than one attempt a job that raises is run again, later each time.
    """

    def register(function: Function) -> Function:
        _add(Task(name, function, attempts=attempts))
        return function

    return register


def periodic(cron: str) -> Callable[[Function], Function]:
    """Register a function without arguments to run by the clock, once for all workers."""

    def register(function: Function) -> Function:
        module = function.__module__.removeprefix("civicreport.").removesuffix(".operations")
        _add(Task(f"{module}.{function.__name__}", function, cron=cron))
        return function

    return register


def task_named(name: str) -> Task:
    try:
        return TASKS[name]
    except KeyError:
        raise UnknownTask(name) from None


def _add(new: Task) -> None:
    if new.name in TASKS and TASKS[new.name].function.__qualname__ != new.function.__qualname__:
        raise ValueError(f"two tasks are named {new.name}")
    TASKS[new.name] = new
