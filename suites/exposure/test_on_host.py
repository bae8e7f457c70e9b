"""Secrets of the deployment, and the engine, as other accounts of the host may read and use them.

When these checks fail, whoever gets any account on the host, by a hole in another web service for instance, gets the
passwords of all parts, or the whole host.
"""

from suites.exposure import on_host
from suites.vocabulary import given, requirement


@requirement("EXPOSURE-10")
def test_command_lines(host: given.HostShell, target: given.Target) -> None:
    """No process that runs on the host or in a container was started with a secret on its command line."""
    secrets = on_host.known(target.secrets)

    found = on_host.named_in(host.output("ps", "-eww", "-o", "args="), secrets)

    assert found == []


@requirement("EXPOSURE-11")
def test_env_files(host: given.HostShell, services: given.Services) -> None:
    """The env files with secrets, and their copies, are readable by their owner alone."""
    files = on_host.env_files(host, services.project)

    assert [str(file) for file in files if file.open_beyond_the_owner] == []


@requirement("EXPOSURE-12")
def test_engine_socket(host: given.HostShell) -> None:
    """The socket of the Docker engine is closed to accounts that are neither root nor in its group."""
    socket = on_host.mode_of(host, on_host.ENGINE_SOCKET)

    assert not socket.open_to_others, str(socket)


@requirement("EXPOSURE-15")
def test_secrets_of_parts(host: given.HostShell, services: given.Services, target: given.Target) -> None:
    """Every part has a secret that is its own and too long to be guessed."""
    on_host.known(target.secrets)

    weak = on_host.weak(host.output("cat", f"{services.project}/.env"), on_host.OF_PARTS)

    assert weak == []
