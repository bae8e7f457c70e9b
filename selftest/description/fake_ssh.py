"""A program in the place of OpenSSH's client: it notes how it was called, and says what a test lets it say.

SAYS: its complaint about the way to the host; USER_ID: who we are there; SUDO: how sudo ends; AHEAD: of its clock;
DOCKER, ENDS: what docker complains of, and its status.
"""

import os
import stat
import sys
from pathlib import Path

import pytest

SSH = f"""#!{sys.executable}
import os, sys, time
with open(os.environ["NOTES"], "a") as notes:
    notes.write("\\x1f".join(sys.argv[1:]) + "\\n")
if os.environ.get("SAYS"):
    sys.exit(sys.stderr.write(os.environ["SAYS"]) and 255)
command = sys.argv[-1]
if "-O" in sys.argv:
    sys.exit(0)
if command == "id -u":
    print(os.environ.get("USER_ID", "0"))
elif command == "sudo -n true":
    sys.stderr.write("sudo: a password is required\\n")
    sys.exit(int(os.environ.get("SUDO", "0")))
elif command.startswith("date "):
    print(time.time() + float(os.environ.get("AHEAD", "0")))
elif os.environ.get("DOCKER") and command.startswith("docker "):
    sys.exit(sys.stderr.write(os.environ["DOCKER"]) and int(os.environ["ENDS"]))
else:
    print(command)
"""
CHANGED = """\
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @
@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@
IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!
Host key for [127.0.0.1]:2299 has changed and you have requested strict checking.
Host key verification failed.
"""
UNKNOWN = """\
No ED25519 host key is known for [127.0.0.1]:2299 and you have requested strict checking.
Host key verification failed.
"""


def put_in_the_place_of_ssh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put the program there for as long as a test lasts; return the notes."""
    program = folder / "bin" / "ssh"
    program.parent.mkdir()
    program.write_text(SSH)
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    noted = folder / "notes"
    noted.touch()
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("NOTES", str(noted))
    return noted
