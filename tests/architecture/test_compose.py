"""docker-compose.yml is hardened; no container engine runs where this is tested."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = sorted(COMPOSE["services"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_runs_unprivileged_on_a_read_only_root(name: str):
    service = COMPOSE["services"][name]

    assert int(service["user"].split(":")[0]) > 0
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["ulimits"]["core"] == 0
    assert service["pids_limit"] <= 512
    assert service["mem_limit"]
    assert service["cpus"]
    assert all("noexec" in mount and "nosuid" in mount for mount in service["tmpfs"])


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_reports_health_and_ends_gracefully(name: str):
    service = COMPOSE["services"][name]

    assert service["healthcheck"]["test"]
    assert service["stop_grace_period"] == "30s"
    assert service["logging"]["options"]["max-size"]


def test_only_the_application_publishes_a_port_and_only_on_loopback():
    published = {n: s["ports"] for n, s in COMPOSE["services"].items() if "ports" in s}

    assert published == {"app": ["127.0.0.1:8000:8000"]}


def test_the_store_is_reached_by_an_internal_network_only():
    assert COMPOSE["networks"]["store"]["internal"] is True
    assert COMPOSE["services"]["neo4j"]["networks"] == ["store"]


def test_secrets_come_from_files_and_never_from_the_environment():
    assert all(set(secret) == {"file"} for secret in COMPOSE["secrets"].values())
    for service in COMPOSE["services"].values():
        for key, value in service["environment"].items():
            is_secret = any(
                word in key.upper() for word in ("PASSWORD", "AUTH", "KEY", "TOKEN")
            )
            assert not is_secret or str(value).startswith("/run/secrets/")


def test_a_dead_heap_ends_the_store_and_doors_to_files_stay_shut():
    settings = COMPOSE["services"]["neo4j"]["environment"]

    assert settings["NEO4J_server_jvm_additional"] == "-XX:+ExitOnOutOfMemoryError"
    assert settings["NEO4J_dbms_memory_transaction_total_max"]
    assert settings["NEO4J_dbms_security_allow__csv__import__from__file__urls"] == "false"
    assert settings["NEO4J_dbms_security_procedures_allowlist"] == "db.*,dbms.*"
    assert settings["NEO4J_dbms_usage__report_enabled"] == "false"


@pytest.mark.skipif(
    shutil.which("docker-compose") is None, reason="docker-compose is not there"
)
def test_docker_compose_reads_the_file(tmp_path: Path):
    (tmp_path / "docker-compose.yml").write_text((ROOT / "docker-compose.yml").read_text())

    done = subprocess.run(
        ["docker-compose", "config", "--quiet"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
