"""The door for people at a terminal: `civicreport COMMAND`."""

from __future__ import annotations

import signal

from civicreport.cli.waking import waking

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)


def main() -> None:
    for number in _ENDINGS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave_in_order)
    with waking():
        from civicreport.door import door
    door().main(prog_name="civicreport")


def _leave_in_order(number: int, _frame: object) -> None:
    """By way of the clean-up: who is ended at once leaves our cluster running."""
    for again in _ENDINGS:  # `timeout` and terminals say it twice
        signal.signal(again, signal.SIG_IGN)
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
