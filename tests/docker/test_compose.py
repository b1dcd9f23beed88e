"""docker/compose.yaml against the Compose specification, and against the program that it starts."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.conf import settings

from engagement import embedded, programs

YAML = pytest.importorskip("ruamel.yaml", reason="`make setup` installs it, with check-jsonschema").YAML

OURS = ("web", "worker", "background", "beat", "migrate")
FOLDER = settings.BASE_DIR / "docker"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe").load((FOLDER / "compose.yaml").read_text())
    return read


def seconds(text: str) -> int:
    assert text.endswith("s")
    return int(text.removesuffix("s"))


def test_it_is_valid(compose: dict[str, Any]) -> None:
    checks = find_spec("check_jsonschema")  # which ships the specification
    assert checks is not None
    assert checks.origin is not None
    schema = Path(checks.origin).parent / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(compose, json.loads(schema.read_text()))


def test_every_part_is_there_and_looked_after(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert set(services) == {"proxy", "database", "valkey", *OURS}
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]
    assert all(service["command"] == [name] for name, service in services.items() if name in OURS)


def test_a_stop_leaves_time_to_finish(compose: dict[str, Any]) -> None:
    patience = {"web": programs.WEB_PATIENCE_S, "worker": programs.WORKER_PATIENCE_S, "beat": programs.BEAT_PATIENCE_S}
    for name, needed in patience.items():
        assert seconds(compose["services"][name]["stop_grace_period"]) >= needed + 5


def test_secrets_come_from_files(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            if any(word in variable for word in ("SECRET", "PASSWORD", "DATABASE_URL")):
                secret = str(value).removeprefix("/run/secrets/")
                assert variable.endswith("_FILE")
                assert secret in service["secrets"], name
    assert all(secret["file"].startswith("secrets/") for secret in compose["secrets"].values())
    assert "/docker/secrets/" in (settings.BASE_DIR / ".gitignore").read_text().splitlines()


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    assert compose["networks"]["back"] == {"internal": True}
    assert [name for name, service in services.items() if "front" in service["networks"]] == ["proxy", "web"]


def test_valkey_writes_to_no_disk(compose: dict[str, Any]) -> None:
    command = compose["services"]["valkey"]["command"]
    assert [command[command.index(word) + 1] for word in ("--save", "--appendonly")] == ["", "no"]
    assert "volumes" not in compose["services"]["valkey"]


def test_the_database_is_that_of_the_embedded_one(compose: dict[str, Any]) -> None:
    assert compose["services"]["database"]["image"] == f"postgres:{embedded.POSTGRES_MAJOR}"


def test_nobody_is_root_and_nothing_of_ours_can_be_written(compose: dict[str, Any]) -> None:
    last_stage = (FOLDER / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert "\nUSER headway\n" in last_stage
    assert "\nUSER proxy\n" in (FOLDER / "Dockerfile").read_text()
    for name in OURS:
        assert compose["services"][name]["read_only"]
    assert compose["services"]["database"]["user"] == "postgres"
    assert compose["services"]["valkey"]["user"] == "valkey"


def test_what_the_image_needs_is_sent_to_it() -> None:
    sent = {line[1:] for line in (FOLDER / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [
        line.split()[1:-1] for line in (FOLDER / "Dockerfile").read_text().splitlines() if line.startswith("COPY")
    ]
    for path in (one for line in copied if "--from" not in line[0] for one in line):
        assert (settings.BASE_DIR / path).exists(), path
        assert any(path == one or path.startswith(f"{one}/") for one in sent), path
