"""How this site is set up: read once at the door, frozen, and known to every floor."""

from __future__ import annotations

from civicreport.config.reading import ConfigError, file_in_use, load_settings, with_secret_key
from civicreport.config.settings import Settings

__all__ = [
    "ConfigError",
    "Settings",
    "current",
    "file_in_use",
    "load_settings",
    "use",
    "with_secret_key",
]

_current: list[Settings] = []


def use(settings: Settings) -> None:
    """Make these the settings of this process; create_app does, before anything asks."""
    _current[:] = [settings]


def current() -> Settings:
    """The settings in use, for floors that know no Flask."""
    if not _current:
        raise ConfigError("No settings are in use yet: create_app(settings) comes first.")
    return _current[0]
