"""Settings from config.toml, then from environment variables, frozen once read.

`CIVICREPORT_MAP__TILES=none` sets key `tiles` of section `map`; `CIVICREPORT_DATABASE_URL` sets
the top-level key. An unknown or malformed key stops the start with the key's name. Whoever has
configured nothing at all (no file, no database, no mode) gets the demo: `deploy/demo.toml`.
"""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_origin

from pydantic import BaseModel, ValidationError

from civicreport.config.settings import Settings

PREFIX = "CIVICREPORT_"
# Named by the environment, but no settings: where things lie, not how the site behaves.
NOT_SETTINGS = frozenset({"CONFIG", "SHARED", "PG_BINDIR"})
DEMO = Path(__file__).parents[2] / "deploy" / "demo.toml"
_NEW_KEY = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"


class ConfigError(SystemExit):
    """Stops the start; its text names every wrong key."""


def load_settings(
    file: Path | None = None, environment: Mapping[str, str] = os.environ, **overrides: Any
) -> Settings:
    """Read the file (default: see `file_in_use`), then what the environment says."""
    path = file or file_in_use(environment)
    values = _read(path) if path else {}
    _override(values, environment)
    _merge(values, overrides)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise ConfigError(_in_words(error, path)) from error


def file_in_use(environment: Mapping[str, str] = os.environ) -> Path | None:
    """$CIVICREPORT_CONFIG, else ./config.toml where there is one, else perhaps the demo's."""
    named = environment.get(PREFIX + "CONFIG")
    if named:
        return Path(named)
    if Path("config.toml").exists():
        return Path("config.toml")
    configured = {PREFIX + "DATABASE_URL", PREFIX + "SITE__MODE"} & environment.keys()
    return None if configured or not DEMO.exists() else DEMO


def with_secret_key(settings: Settings) -> Settings:
    """The same settings; a missing secret key is made once and kept in the var folder."""
    if settings.secret_key:
        return settings
    if settings.site.mode == "live" and settings.database_url:
        raise ConfigError(
            "secret_key: must be set where site.mode is 'live' and database_url names a server"
            f" (else each machine would sign with its own). Make one: {_NEW_KEY}"
        )
    file = settings.var_folder / "secret_key"
    if not file.exists():
        _keep_new_key(file)
    return settings.model_copy(update={"secret_key": file.read_text(encoding="ascii").strip()})


def _keep_new_key(file: Path) -> None:
    """Several processes may come first at once: whoever links first has made the key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f"secret_key.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(secrets.token_urlsafe(48) + "\n")
        if os.geteuid() == 0:  # the server runs as whoever owns the folder
            owner = file.parent.stat()
            os.fchown(opened.fileno(), owner.st_uid, owner.st_gid)
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such file (named by {PREFIX}CONFIG or the call)") from error
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read as TOML: {error}") from error


def _override(values: dict[str, Any], environment: Mapping[str, str]) -> None:
    for variable, text in environment.items():
        name = variable.removeprefix(PREFIX)
        if name == variable or name in NOT_SETTINGS:
            continue
        *sections, key = name.lower().split("__")
        here = values
        for section in sections:
            here = here.setdefault(section, {})
            if not isinstance(here, dict):
                raise ConfigError(f"{variable}: {section} is a key, not a section")
        here[key] = _words(text) if _is_list(sections, key) else text


def _is_list(sections: list[str], key: str) -> bool:
    model: type[BaseModel] = Settings
    for section in sections:
        field = model.model_fields.get(section)
        if not (field and isinstance(field.annotation, type)):
            return False
        model = field.annotation
    field = getattr(model, "model_fields", {}).get(key)
    return field is not None and get_origin(field.annotation) is tuple


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _merge(values: dict[str, Any], overrides: Mapping[str, Any]) -> None:
    for key, value in overrides.items():
        if isinstance(value, Mapping):
            _merge(values.setdefault(key, {}), value)
        else:
            values[key] = value


def _in_words(error: ValidationError, path: Path | None) -> str:
    lines = [f"The configuration ({path or 'no file'} and {PREFIX}… variables) cannot be used:"]
    for problem in error.errors():
        key = ".".join(str(part) for part in problem["loc"]) or "configuration"
        what = "unknown key" if problem["type"] == "extra_forbidden" else problem["msg"]
        lines.append(f"  {key}: {what}")
    lines.append("config.example.toml holds every key with its meaning.")
    return "\n".join(lines)
