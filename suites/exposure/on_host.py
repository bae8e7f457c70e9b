"""Where secrets lie on the host, and who may read them there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from fixtures.host.command import HostShell
from fixtures.plugin import Reason, could_not_tell, not_applicable

ENGINE_SOCKET: Final = "/run/docker.sock"
"""Where Docker's engine takes commands (dockerd(8), --host); whoever may write there is root on the host."""
WITHOUT_SECRETS: Final = ("sample", "example", "global")
"""What is in the names of env files that hold no secrets (seed: .env_global; docker-jitsi-meet: env.example)."""
OF_PARTS: Final = ("JICOFO_AUTH_PASSWORD", "JVB_AUTH_PASSWORD", "TURN_PASSWORD")
"""The variables whose values programs show each other; no person has to remember one."""
SHORTEST: Final = 20
"""Characters; genpw makes 32 of four bits each, and 20 of those are more than anybody tries over the network."""
_OTHERS: Final = 0o007
_NOT_THE_OWNER: Final = 0o077


@dataclass(frozen=True, slots=True)
class Mode:
    """Who may do what with a file."""

    path: str
    bits: int

    @property
    def open_to_others(self) -> bool:
        """Whether an account may read, write or enter it that is neither the owner nor of the group."""
        return bool(self.bits & _OTHERS)

    @property
    def open_beyond_the_owner(self) -> bool:
        """Whether anybody but its owner may."""
        return bool(self.bits & _NOT_THE_OWNER)

    def __str__(self) -> str:
        return f"{self.path} has mode {self.bits:04o}"


def mode_of(host: HostShell, path: str) -> Mode:
    """Ask for the mode of a file, through links.

    Raises CouldNotTell where the host does not say.
    """
    __tracebackhide__ = True
    told = host.run("stat", "-Lc", "%a", path)
    if told.status != 0:
        could_not_tell(f"The host does not say who may use {path}: {told.complaint.strip()[-200:]}")
    return Mode(path, int(told.output.strip(), 8))


def env_files(host: HostShell, project: str) -> list[Mode]:
    """Return the env files of a project that hold secrets, and their copies.

    Raises CouldNotTell where nobody knows the project's folder, or there is none in it.
    """
    __tracebackhide__ = True
    if not project:
        could_not_tell("Nobody knows the compose project's folder; the key project of deployment.toml says it.")
    names = host.output("ls", "-A1", project).splitlines()
    holding = [name for name in names if name.startswith(".env") and not any(word in name for word in WITHOUT_SECRETS)]
    if not holding:
        could_not_tell(f"No env file that could hold secrets is in {project}: they are somewhere else.")
    return [mode_of(host, f"{project}/{name}") for name in holding]


def known(secrets: Mapping[str, str]) -> dict[str, str]:
    """Return those of the deployment's secrets that are set, by the names of their variables.

    Not applicable where the run does not know them, as it never does of a deployment that is not a twin.
    """
    __tracebackhide__ = True
    filled = {name: value for name, value in secrets.items() if value}
    if not filled:
        not_applicable(Reason.IMPOSSIBLE_HERE, "This run does not know the deployment's secrets, and reads none.")
    return filled


def weak(env_file: str, names: Collection[str]) -> list[str]:
    """Return which of the secrets in the text of an env file can be guessed, or are those of two parts; no values."""
    lines = dict(line.split("=", 1) for line in env_file.splitlines() if "=" in line and not line.startswith("#"))
    values = {name: lines.get(name, "").strip("'\"") for name in names}
    short = [f"{name} has fewer than {SHORTEST} characters" for name, value in values.items() if len(value) < SHORTEST]
    pairs = combinations([name for name, value in values.items() if value], 2)
    return short + [f"{one} is {other} too" for one, other in pairs if values[one] == values[other]]


def named_in(command_lines: str, secrets: Mapping[str, str]) -> list[str]:
    """Return the variables whose values are on a command line, each with the program, never the values."""
    found = {
        f"{name} is on the command line of {line.split()[0].rpartition('/')[2]}"
        for line in command_lines.splitlines()
        for name, value in secrets.items()
        if value in line
    }
    return sorted(found)
