"""`python -m fixtures.describe` prints or writes deployment.toml, and says in one line what it cannot do."""

import subprocess
import sys
from pathlib import Path

import pytest

from fixtures import describe
from fixtures.description.description import Description
from fixtures.description.reading import read_description

ROOT = Path(__file__).resolve().parents[2]
URL = "https://meet.example.org"


@pytest.fixture
def described(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every deployment be described as one that was found."""
    monkeypatch.setattr(describe, "describe", lambda url, *_, **__: Description(url, origins={"url": "given"}))


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command in this process; return its status."""
    monkeypatch.setattr(sys, "argv", ["describe", *words])
    try:
        return describe.main()
    except SystemExit as ended:
        return int(str(ended.code))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "the following arguments are required: URL; the command is python -m fixtures.describe https://NAME"),
        (("http://meet.example.org",), "The URL is 'http://meet.example.org': browsers give no microphone"),
        (("https://meet.example.org:444",), "must have no port"),
        (("https://nobody.invalid",), "nobody.invalid has no address here (seen from here); look at its A and AAAA"),
        ((URL, "--host", "root@meet.example.org"), "The host is 'root@meet.example.org', and must be local or ssh://"),
        ((URL, "--host", ""), "The host is empty"),
        ((URL, "--unknown"), "unrecognized arguments: --unknown"),
        ((URL, "--output", "/none/there/deployment.toml"), "cannot be written: /none/there is no folder."),
        ((URL, "--output", "README.md"), "README.md is there already, and is not written over"),
        ((URL, "--output", ""), "is no file"),
        ((URL, "--collect", "own"), "--collect goes with --host: no client can see a host's files."),
        ((URL, "--host", "local", "--collect", "suites"), "has to name a folder that is not there yet"),
    ],
)
def test_what_it_cannot_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """Bad input is one line on standard error, status 2, and nothing on standard output."""
    monkeypatch.chdir(ROOT)

    status = run(monkeypatch, *words)

    printed = capsys.readouterr()
    assert said in printed.err.strip().splitlines()[-1]
    assert (status, printed.out) == (2, "")


def test_as_an_admin_calls_it() -> None:
    """The module is a command, and ends with status 2 and one line when it is called in the wrong way."""
    program = (sys.executable, "-m", "fixtures.describe", "ftp://meet.example.org")
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    assert (ended.returncode, ended.stdout, len(ended.stderr.splitlines())) == (2, "", 1)


@pytest.mark.usefixtures("described")
def test_printing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --output the description is printed."""
    assert run(monkeypatch, URL) == 0
    assert f'url = "{URL}"' in capsys.readouterr().out


@pytest.mark.usefixtures("described")
def test_writing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --output it is written there, and can be read."""
    file = tmp_path / "deployment.toml"

    assert run(monkeypatch, URL, "--output", str(file)) == 0
    assert read_description(file).url == URL
    assert capsys.readouterr().out == ""


@pytest.mark.usefixtures("described")
def test_not_over_another(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A file that is there stays as it is."""
    file = tmp_path / "deployment.toml"
    file.write_text("mine")

    assert run(monkeypatch, URL, "--output", str(file)) == 2
    assert file.read_text() == "mine"
