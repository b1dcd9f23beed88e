"""What an operator can get wrong in the environment, and the sentence that they get."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from engagement import environment


def test_a_secret_may_lie_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("hidden\n")
    monkeypatch.setenv("TRIAL_FILE", str(tmp_path / "key"))
    assert environment.text("TRIAL") == "hidden"


def test_the_variable_itself_wins_over_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL", "open")
    monkeypatch.setenv("TRIAL_FILE", str(tmp_path / "absent"))
    assert environment.text("TRIAL") == "open"


@pytest.mark.parametrize("content", [None, ""])
def test_a_secret_file_that_says_nothing_is_refused(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if content is not None:
        (tmp_path / "key").write_text(content)
    monkeypatch.setenv("TRIAL_FILE", str(tmp_path / "key"))
    with pytest.raises(ImproperlyConfigured, match="TRIAL_FILE"):
        environment.text("TRIAL")


@pytest.mark.parametrize("value", ["many", "0", "17", "-3", "2.5"])
def test_a_number_out_of_range_names_the_range(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL", value)
    with pytest.raises(ImproperlyConfigured, match=r"TRIAL is .* from 1 to 16"):
        environment.number("TRIAL", 8, 1, 16)


def test_a_switch_is_yes_or_no(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL", "Yes")
    assert environment.switch("TRIAL") is True
    monkeypatch.setenv("TRIAL", "perhaps")
    with pytest.raises(ImproperlyConfigured, match="yes or no"):
        environment.switch("TRIAL")


def test_a_list_ignores_blanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIAL", "a.example, b.example,,")
    assert environment.words("TRIAL") == ["a.example", "b.example"]


def test_a_database_address_becomes_djangos_settings() -> None:
    database = environment.database("postgresql://ann:s%40fe@db.example:5433/class?sslmode=require", pool_size=4)
    assert (database["NAME"], database["USER"], database["PASSWORD"]) == ("class", "ann", "s@fe")
    assert (database["HOST"], database["PORT"]) == ("db.example", "5433")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] == 4


@pytest.mark.parametrize("url", ["mysql://db/class", "postgresql://db.example", "nonsense"])
def test_a_database_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        environment.database(url, pool_size=4)


def test_celery_gets_its_own_spelling_of_a_unix_socket() -> None:
    assert environment.broker("unix:///run/valkey.sock") == "redis+socket:///run/valkey.sock"
    assert environment.broker("rediss://valkey.example:6380/1") == "rediss://valkey.example:6380/1"
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL"):
        environment.broker("valkey.example")


def test_a_secret_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    first = environment.kept_secret(path)
    assert len(first) >= 50
    assert path.stat().st_mode & 0o777 == 0o600
    assert environment.kept_secret(path) == first


def test_a_secret_to_be_typed_is_short(tmp_path: Path) -> None:
    password = environment.kept_secret(tmp_path / "password", environment.typed_secret)
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}", password)
    assert environment.kept_secret(tmp_path / "password", environment.typed_secret) == password
    assert environment.typed_secret() != password


def test_a_secret_that_cannot_be_written_says_where(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(ImproperlyConfigured, match="HEADWAY_VAR"):
        environment.kept_secret(tmp_path / "var" / "secret_key")
