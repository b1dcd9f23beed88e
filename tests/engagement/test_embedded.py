"""The services of a fresh machine. The run's own pair shows that they start; these show the corners."""

import os
import shutil
from pathlib import Path

import psycopg
import pytest
import redis
from django.conf import settings

from engagement import embedded

LONG = "deep" * 30


def test_sockets_of_a_long_path_are_put_somewhere_short(tmp_path: Path) -> None:
    assert embedded.socket_dir(Path("/srv/var")) == Path("/srv/var/run")
    elsewhere = embedded.socket_dir(tmp_path / LONG)
    assert elsewhere != embedded.socket_dir(tmp_path / (LONG + "er"))


@pytest.mark.parametrize("length", range(60, 90))
def test_sockets_fit_into_the_addresses_of_macos(length: int) -> None:
    folder = embedded.socket_dir(Path("/" + "v" * length))
    assert len(os.fsencode(folder / "postgres" / ".s.PGSQL.5432")) <= 103


def test_data_of_another_major_version_is_left_alone(tmp_path: Path) -> None:
    server = embedded.Postgres(tmp_path, fast=True)
    server.data.mkdir()
    (server.data / "PG_VERSION").write_text("17\n")
    with pytest.raises(embedded.ServiceError, match="PostgreSQL 17, this is 18"):
        server.start()
    assert (server.data / "PG_VERSION").read_text() == "17\n"


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    server = embedded.Postgres(tmp_path, fast=True)
    server.data.mkdir()
    (server.data / "thesis.txt").write_text("years of work")
    with pytest.raises(embedded.ServiceError, match="something else"):
        server.start()
    assert (server.data / "thesis.txt").read_text() == "years of work"


def test_a_database_that_was_half_made_is_made_again() -> None:
    var = settings.VAR_DIR / "third"
    draft = var / "postgres.draft"
    draft.mkdir(parents=True)
    (draft / "PG_VERSION").write_text("18\n")
    server = embedded.Postgres(var, fast=True)
    server.start()
    server.stop()
    assert not draft.exists()
    shutil.rmtree(var)


def test_two_servers_live_side_by_side_and_keep_their_data() -> None:
    # Not tmp_path: it is below a folder that PostgreSQL's own user may not enter when the tests run as root.
    var = settings.VAR_DIR / "second"
    var.mkdir()
    for expected in ([], ["kept"]):
        server = embedded.Postgres(var, fast=True)
        server.start()
        with psycopg.connect(embedded.database_url(var), autocommit=True) as connection:
            found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            connection.execute("CREATE TABLE IF NOT EXISTS kept ()")
        server.stop()
        assert [name for (name,) in found] == expected
    shutil.rmtree(var)


def test_valkey_keeps_nothing_on_disk(tmp_path: Path) -> None:
    server = embedded.Valkey(tmp_path)
    server.start()
    with redis.Redis.from_url(embedded.redis_url(tmp_path)) as client:
        client.set("points", b"0" * 1_000_000)
        assert client.config_get("save", "appendonly") == {"save": "", "appendonly": "no"}
    server.stop()
    written = [file.name for file in tmp_path.rglob("*") if file.is_file()]
    assert written == ["valkey.log"]
