"""What deploy/compose.yaml and the Dockerfile say: settings, commands and files that there are, and no right that is not needed."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from api.cli import app
from api.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: one for name, one in SERVICES.items() if one["image"] == "snhr-api"}


def test_every_setting_is_one_that_there_is_and_is_taken() -> None:
    known = {f"SNHR_{name.upper()}": name for name in Settings.model_fields}
    for one in OURS.values():
        named = {name: value for name, value in one["environment"].items() if name.startswith("SNHR_")}
        assert set(named) <= set(known)
        given: dict[str, Any] = {
            known[name]: re.sub(r"\$\{\w+:\?\}", "https://data.example.org", value) for name, value in named.items()
        }
        Settings(**given)


def test_every_command_is_one_that_there_is() -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]  # a group of commands
    for one in OURS.values():
        if "command" in one:
            program, command, *options = one["command"]
            assert program == "snhr-api"
            offered = {text for parameter in commands[command].params for text in parameter.opts}
            assert {option for option in options if option.startswith("--")} <= offered


@pytest.mark.parametrize("one", OURS.values(), ids=OURS)
def test_what_is_ours_has_no_rights_and_writes_nowhere_but_its_volume(one: dict[str, Any]) -> None:
    assert (one["user"], one["read_only"], one["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert one["security_opt"] == ["no-new-privileges:true"]
    assert f"USER {one['user']}" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_the_service_reads_with_its_own_role_and_has_neither_key_nor_a_writable_volume() -> None:
    service = SERVICES["service"]
    assert "snhr_reader:" in service["environment"]["SNHR_DATABASE_URL"]
    assert "SNHR_SIGNING_KEY" not in service["environment"]
    assert service["volumes"] == ["data:/app/var/data:ro"]
    assert "ports" not in service
    (network,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert service["environment"]["SNHR_TRUSTED_PROXIES"] == network["subnet"]


def test_the_proxy_is_the_only_one_open_to_the_world_and_finds_the_service() -> None:
    assert [name for name, one in SERVICES.items() if "ports" in one] == ["proxy"]
    configuration = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    port = SERVICES["service"]["command"][SERVICES["service"]["command"].index("--port") + 1]
    assert f"server service:{port};" in configuration
    assert "listen 8080;" in configuration


def test_what_a_part_waits_for_there_is() -> None:
    for one in SERVICES.values():
        assert set(one.get("depends_on", ())) <= set(SERVICES)
        for volume in one.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or source.startswith(("./", "../"))
