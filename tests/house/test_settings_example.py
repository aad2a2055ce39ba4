"""config.example.toml is the manual of the settings: every key, with its default."""

from __future__ import annotations

import tomllib
from typing import Any

from civicreport.config import Settings
from tests.house.source import ROOT

EXAMPLE = ROOT / "config.example.toml"
REMEDY = "Remedy: write the key, its default and what it means into config.example.toml."


def _flat(values: dict[str, Any], before: str = "") -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for key, value in values.items():
        keys |= (
            _flat(value, f"{before}{key}.") if isinstance(value, dict) else {before + key: value}
        )
    return keys


def test_every_key_stands_in_the_example_with_its_default() -> None:
    example = _flat(tomllib.loads(EXAMPLE.read_text(encoding="utf-8")))
    settings = _flat(Settings().model_dump(mode="json"))
    settings["site.url"] = example["site.url"]  # follows the server
    assert example == settings, REMEDY


def test_every_key_is_explained() -> None:
    """Directly above it, or above the group of keys that it stands in."""
    explained, missing = False, []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            explained = True
        elif not line or line.startswith("["):
            explained = line.startswith("[")
        elif not explained:
            missing.append(line)
    assert not missing, REMEDY
