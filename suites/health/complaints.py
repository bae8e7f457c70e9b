"""What a command on the host complains about."""

from fixtures.vantage.shell import CommandResult

LONGEST = 300


def complaint(result: CommandResult) -> str:
    """Return the last words of a command that did not succeed, "" for one that did."""
    if result.status == 0:
        return ""
    words = " ".join((result.complaint or result.output).split())
    return f"status {result.status}: {words[-LONGEST:]}"
