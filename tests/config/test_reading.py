from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from civicreport.config import ConfigError, Settings, load_settings, with_secret_key
from civicreport.config.reading import DEMO


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(text: str) -> Path:
    Path("config.toml").write_text(text, encoding="utf-8")
    return Path("config.toml")


def test_without_any_configuration_it_is_the_demo() -> None:
    settings = load_settings(environment={})
    assert settings.site.mode == "demo"
    assert settings.mail.transport == "mailbox"
    assert settings == load_settings(DEMO, {})


@pytest.mark.parametrize(
    "environment",
    [{"CIVICREPORT_SITE__MODE": "live"}, {"CIVICREPORT_DATABASE_URL": "postgresql://db/x"}],
)
def test_whoever_names_a_mode_or_a_database_gets_no_demo(environment: dict[str, str]) -> None:
    assert load_settings(environment=environment).site.mode == "live"


def test_the_file_in_the_folder_is_read() -> None:
    written('[site]\nname = "Ourtown"')
    settings = load_settings(environment={})
    assert settings.site.name == "Ourtown"
    assert settings.site.mode == "live"


def test_a_variable_names_another_file(tmp_path: Path) -> None:
    written('[site]\nname = "Ourtown"')
    other = tmp_path / "other.toml"
    other.write_text('[site]\nname = "Othertown"')
    settings = load_settings(environment={"CIVICREPORT_CONFIG": str(other)})
    assert settings.site.name == "Othertown"


def test_variables_win_over_the_file() -> None:
    written('[map]\ntiles = "https://tiles.example/"\nzoom = 9')
    settings = load_settings(environment={"CIVICREPORT_MAP__TILES": "none"})
    assert settings.map.tiles == "none"
    assert settings.map.zoom == 9


@pytest.mark.parametrize(
    ("variable", "text", "section", "key", "value"),
    [
        ("SERVER__PORT", "8010", "server", "port", 8010),
        ("ROUTING__NEAR_METRES", "12.5", "routing", "near_metres", 12.5),
        ("MODERATION__WORDS", "spam, scam,", "moderation", "words", ("spam", "scam")),
        ("MODERATION__WORDS", "", "moderation", "words", ()),
        ("SITE__OPERATOR_EMAIL", "", "site", "operator_email", ""),
    ],
)
def test_a_variable_is_read_as_its_key_s_kind(
    variable: str, text: str, section: str, key: str, value: object
) -> None:
    settings = load_settings(environment={"CIVICREPORT_" + variable: text})
    assert getattr(getattr(settings, section), key) == value


@pytest.mark.parametrize("name", ["CIVICREPORT_SHARED", "CIVICREPORT_PG_BINDIR", "PATH"])
def test_some_variables_are_no_settings(name: str) -> None:
    assert load_settings(environment={name: "/x"}) == load_settings(environment={})


@pytest.mark.parametrize(
    ("text", "environment", "named"),
    [
        ('colour = "red"', {}, "colour: unknown key"),
        ('[map]\ntilez = "none"', {}, "map.tilez: unknown key"),
        ('[server]\nport = "many"', {}, "server.port"),
        ("[server]\nport = 70000", {}, "server.port"),
        ('[mail]\nsecurity = "rot13"', {}, "mail.security"),
        ('[site]\nurl = "ourtown.example"', {}, "url must begin with http"),
        ('secret_key = "short"', {}, "secret_key"),
        ('site = "Ourtown"', {}, "site"),
        ("", {"CIVICREPORT_TYPO": "1"}, "typo: unknown key"),
        ("", {"CIVICREPORT_NO__SUCH": "1"}, "no: unknown key"),
        ("", {"CIVICREPORT_NO__SUCH__KEY": "1"}, "no: unknown key"),
        ("", {"CIVICREPORT_SITE": "x"}, "site"),
        ("", {"CIVICREPORT_SERVER__PORT": "many"}, "server.port"),
        ('secret_key = "long enough to be one"', {"CIVICREPORT_SECRET_KEY__X": "1"}, "secret_key"),
        ("[map", {}, "config.toml"),
        ('[site]\nmode = "demo"', {}, "mail.transport"),
        ('[site]\nmode = "staging"', {}, "mail.redirect_to"),
    ],
)
def test_what_is_wrong_stops_the_start_by_name(
    text: str, environment: dict[str, str], named: str
) -> None:
    written(text)
    with pytest.raises(ConfigError) as stopped:
        load_settings(environment=environment)
    assert named in str(stopped.value)


def test_all_mistakes_are_named_at_once() -> None:
    written("colour = 1\n[server]\nport = -1")
    with pytest.raises(ConfigError) as stopped:
        load_settings(environment={})
    assert "colour" in str(stopped.value)
    assert "server.port" in str(stopped.value)


def test_a_named_file_must_exist() -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        load_settings(environment={"CIVICREPORT_CONFIG": "nowhere.toml"})


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("127.0.0.1", 8010, "http://127.0.0.1:8010"),
        ("0.0.0.0", 80, "http://127.0.0.1:80"),  # noqa: S104 - an address to read, not to bind
        ("::1", 8000, "http://[::1]:8000"),
    ],
)
def test_the_site_s_address_follows_the_server(host: str, port: int, address: str) -> None:
    environment = {"CIVICREPORT_SERVER__HOST": host, "CIVICREPORT_SERVER__PORT": str(port)}
    assert load_settings(environment=environment).site.url == address


def test_an_address_that_is_set_stays() -> None:
    written('[site]\nurl = "https://ourtown.example"\n[server]\nport = 8010')
    assert load_settings(environment={}).site.url == "https://ourtown.example"


class TestTheSecretKey:
    def settings(self, folder: Path, **changes: object) -> Settings:
        return Settings.model_validate({"var": str(folder), **changes})

    def test_is_made_once_and_kept_to_oneself(self, tmp_path: Path) -> None:
        first = with_secret_key(self.settings(tmp_path / "var"))
        assert len(first.secret_key) >= 32
        assert with_secret_key(self.settings(tmp_path / "var")) == first
        kept = (tmp_path / "var" / "secret_key").stat()
        assert stat.S_IMODE(kept.st_mode) == 0o600
        assert os.listdir(tmp_path / "var") == ["secret_key"]  # noqa: PTH208 - names only

    def test_is_the_same_for_all_who_come_first_at_once(self, tmp_path: Path) -> None:
        keys: list[str] = []
        threads = [
            threading.Thread(
                target=lambda: keys.append(with_secret_key(self.settings(tmp_path)).secret_key)
            )
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(keys) == 8
        assert len(set(keys)) == 1

    def test_that_is_set_is_used(self, tmp_path: Path) -> None:
        settings = self.settings(tmp_path, secret_key="k" * 32)
        assert with_secret_key(settings) is settings
        assert not (tmp_path / "secret_key").exists()

    def test_must_be_set_where_several_machines_may_sign(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match="secret_key: must be set"):
            with_secret_key(self.settings(tmp_path, database_url="postgresql://db/x"))
