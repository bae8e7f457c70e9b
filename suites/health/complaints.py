"""What a command on the host complains about."""

from testinfra.backend.base import CommandResult

LONGEST = 300


def complaint(result: CommandResult) -> str:
    """Return the last words of a command that did not succeed, "" for one that did."""
    if result.rc == 0:
        return ""
    words = " ".join((result.stderr or result.stdout).split())
    return f"status {result.rc}: {words[-LONGEST:]}"
