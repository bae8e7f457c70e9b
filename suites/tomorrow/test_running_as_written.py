"""What runs matches the files.

When these checks fail, a file was edited, or an image pulled or tagged, and nothing was restarted since. It works until
the next reboot, certificate renewal or `docker-compose up`, and then the last action is suspected.
"""

import pytest
from testinfra.host import Host

from suites.tomorrow import written
from suites.vocabulary import given, hops, outcomes, requirement


@requirement("TOMORROW-01")
@pytest.mark.parametrize("daemon", hops.DAEMONS)
def test_daemon_has_read_its_files(infra: Host, host: given.HostShell, daemons: given.Daemons, daemon: str) -> None:
    """No file of a daemon was changed after the daemon read it."""
    files = written.unread(infra, host, daemons[daemon])

    assert files == []


@requirement("TOMORROW-01")
@pytest.mark.parametrize("daemon", hops.DAEMONS)
def test_systemd_has_read_the_unit(host: given.HostShell, daemons: given.Daemons, daemon: str) -> None:
    """Systemd knows the unit file of a daemon as it is now."""
    told = host.output("systemctl", "show", "--property", "NeedDaemonReload", daemons[daemon].unit)

    assert told.strip() == "NeedDaemonReload=no"


@requirement("TOMORROW-02")
def test_compose_would_change_nothing(host: given.HostShell, services: given.Services) -> None:
    """An `up` that is only rehearsed leaves every container as it is."""
    rehearsal = ("--dry-run", "up", "--detach", "--no-build", "--pull", "never")
    told = host.run("docker-compose", "--project-directory", services.project, *rehearsal)
    if told.status != 0:
        outcomes.could_not_tell(f"docker-compose does not say what it would do: {told.complaint.strip()[-300:]}")

    assert written.planned(told.output + told.complaint) == []


@requirement("TOMORROW-03")
@pytest.mark.parametrize("service", hops.SERVICES)
def test_image_is_what_its_name_means(host: given.HostShell, services: given.Services, service: str) -> None:
    """The name of a container's image still refers to the image that the container was created from."""
    state = services[service].state()

    meant = host.run("docker", "image", "inspect", "--format", "{{.Id}}", state.image_name).output.strip()

    assert meant == state.image
