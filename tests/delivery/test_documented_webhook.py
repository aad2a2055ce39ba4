"""What docs/webhooks.md tells receivers to do, done as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from civicreport.adapters.webhook import encoded, signature
from civicreport.config.settings import HookEvent
from civicreport.delivery.methods import webhook
from civicreport.domain import clock

DOCUMENT = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")
SECRET = "sixteen characters or more"


@pytest.fixture(scope="module")
def receiver() -> dict[str, Any]:
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - our own document
    return names


def test_the_receivers_few_lines_believe_us_and_nobody_else(receiver: dict[str, Any]) -> None:
    body = encoded({"event": "report.created"})
    header = signature(body, secret=SECRET, at=clock.now())
    is_genuine = receiver["is_genuine"]
    assert is_genuine(body, header, SECRET)
    assert not is_genuine(body + b" ", header, SECRET)
    assert not is_genuine(body, header, SECRET + ".")


def test_every_event_is_in_the_document() -> None:
    of_hooks = set(get_args(HookEvent))
    assert {*webhook.EVENTS.values(), *of_hooks} <= set(re.findall(r"`(report\.\w+)`", DOCUMENT))
