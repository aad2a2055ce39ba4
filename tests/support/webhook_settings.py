"""A site that knows a body's secret and an operator's hooks."""

from __future__ import annotations

from typing import Any

import pytest

from civicreport import config
from civicreport.config.settings import Webhooks

SECRET = "a secret of sixteen characters"


def use_webhooks(
    monkeypatch: pytest.MonkeyPatch, *hooks: dict[str, Any], bodies: tuple[str, ...] = ("county",)
) -> None:
    secrets = [{"body": body, "secret": SECRET} for body in bodies]
    named = [{"url": "https://hook.example/in", "secret": SECRET, **hook} for hook in hooks]
    webhooks = Webhooks.model_validate({"secrets": secrets, "hooks": named})
    settings = config.current().model_copy(update={"webhooks": webhooks})
    monkeypatch.setattr(config, "_current", [settings])
