"""The five containers: running, healthy by their own health checks, never restarted, coming back after a reboot.

A failure here means that a service is missing, or that the engine would not notice or not mend it if it were.
"""

from collections.abc import Mapping

import pytest

from suites.health import complaints
from suites.vocabulary import given, hops, outcomes, requirement


@requirement("HEALTH-10")
def test_compose_project_is_valid(services: given.Services) -> None:
    """The compose project and its environment files are accepted."""
    result = services.read_project()

    assert complaints.complaint(result) == ""


@requirement("HEALTH-11")
def test_prosody_configuration_is_valid(services: given.Services) -> None:
    """Prosody's own check passes its configuration."""
    prosody = services["prosody"]

    result = prosody.run("prosodyctl", "--config", given.configuration_of(prosody), "check", "config")

    assert result.status == 0, result.output


@requirement("HEALTH-12")
def test_coturn_took_its_configuration(services: given.Services) -> None:
    """Coturn started without passing over anything in its configuration."""
    log = services["turn"].log()
    if not log:
        outcomes.could_not_tell(
            f"The log of turn is empty; with {hops.turn.TELLS_SESSIONS} coturn says what it makes of its settings."
        )

    assert hops.turn.passed_over(log) == []


@requirement("HEALTH-13")
@pytest.mark.parametrize("service", hops.SERVICES)
def test_container_runs(containers: Mapping[str, given.ContainerState], service: str) -> None:
    """The container of a service runs."""
    status = {name: state.status for name, state in containers.items()}.get(service, "absent")

    assert status == "running"


@requirement("HEALTH-14")
@pytest.mark.parametrize("service", hops.SERVICES)
def test_container_is_healthy(containers: Mapping[str, given.ContainerState], service: str) -> None:
    """The container of a service is healthy by its own health check."""
    health = {name: state.health for name, state in containers.items()}.get(service, "absent")

    assert health == "healthy"


@requirement("HEALTH-15")
@pytest.mark.parametrize("service", hops.SERVICES)
def test_container_was_not_restarted(containers: Mapping[str, given.ContainerState], service: str) -> None:
    """The engine never had to start the container of a service again."""
    restarts = {name: state.restarts for name, state in containers.items()}.get(service)

    assert restarts == 0


@requirement("HEALTH-16")
@pytest.mark.parametrize("service", hops.SERVICES)
def test_container_has_a_health_check(containers: Mapping[str, given.ContainerState], service: str) -> None:
    """The container of a service has a health check that is not switched off."""
    command = {name: state.health_check for name, state in containers.items()}.get(service, ())

    assert command[:1] in (("CMD",), ("CMD-SHELL",))


@requirement("HEALTH-17")
@pytest.mark.parametrize("service", hops.SERVICES)
def test_container_comes_back(containers: Mapping[str, given.ContainerState], service: str) -> None:
    """The engine starts the container of a service again after a crash or a reboot."""
    policy = {name: state.policy for name, state in containers.items()}.get(service, "absent")

    assert policy in ("unless-stopped", "always")
