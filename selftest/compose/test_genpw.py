"""genpw.sh fills the environment file as the admin expects, and leaves nothing else behind."""

import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from fixtures.target.twin import PASSWORDS

COMPOSE = Path(__file__).parents[2] / "compose" / "jitsi"
PASSWORD = re.compile(r"^(\w+_PASS(?:WORD)?)=(.*)$", re.MULTILINE)


@pytest.fixture(params=["local", "seed", "upstream"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a flavour's project, as the admin would put it somewhere."""
    copy = tmp_path / "jitsi"
    shutil.copytree(COMPOSE / request.param, copy)
    (copy / ".env").unlink(missing_ok=True)
    return copy


def generate(folder: Path) -> dict[str, str]:
    """Runs the script from elsewhere, as the admin may, and returns the passwords."""
    subprocess.run(["sh", str(folder / "genpw.sh")], check=True, cwd="/")
    return dict(PASSWORD.findall((folder / ".env").read_text()))


def test_passwords_are_32_hexadecimal_digits_and_all_different(folder: Path) -> None:
    """Seed: genpw.sh."""
    passwords = generate(folder)

    assert {"JICOFO_AUTH_PASSWORD", "JVB_AUTH_PASSWORD", "TURN_PASSWORD"} <= passwords.keys()
    assert all(re.fullmatch("[0-9a-f]{32}", password) for password in passwords.values())
    assert len(set(passwords.values())) == len(passwords)


def test_everything_else_stays_as_it_was(folder: Path) -> None:
    """Only the values of passwords differ from the sample."""
    generate(folder)

    assert PASSWORD.sub(r"\1=", (folder / ".env").read_text()) == (folder / ".env.sample").read_text()


def test_a_second_run_keeps_the_admins_settings_and_makes_new_passwords(folder: Path) -> None:
    """An existing .env is taken, not the sample."""
    first = generate(folder)
    text = (folder / ".env").read_text().replace("HTTP_PORT=127.0.0.1:8289", "HTTP_PORT=127.0.0.1:8290")
    (folder / ".env").write_text(text.rstrip("\n"))

    second = generate(folder)

    assert "HTTP_PORT=127.0.0.1:8290\n" in (folder / ".env").read_text()
    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


def test_only_the_owner_can_read_the_passwords_and_no_copy_is_left(folder: Path) -> None:
    """A backup would hold passwords that still count."""
    before = {path.name for path in folder.iterdir()}
    generate(folder)

    assert stat.S_IMODE((folder / ".env").stat().st_mode) == 0o600
    assert {path.name for path in folder.iterdir()} == before | {".env"}


def test_all_flavours_have_the_same_script() -> None:
    """One script, three projects."""
    scripts = {(COMPOSE / flavour / "genpw.sh").read_bytes() for flavour in ("local", "seed", "upstream")}

    assert len(scripts) == 1


def test_what_it_fills_is_kept_out_of_reports() -> None:
    """Every variable that genpw.sh fills is known as a secret, and no other."""
    script = (COMPOSE / "local" / "genpw.sh").read_text()

    assert {*re.findall(r"(\w+)=\*", script)} == {*PASSWORDS}
