"""The deploy hook gives coturn its renewed certificate: whole, readable by coturn's user, at the first issue too."""

import os
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
import trustme

HOOK = Path(__file__).parents[2] / "compose/host/rootfs/usr/local/sbin/renew_turn_cert.sh"
NAME = "turn.lab.test"
DOCKER = """#!/bin/sh
# Plays the engine: what it has is in files beside this script, what it was asked is added to `asked`.
cd "$(dirname "$0")"
echo "$*" >> asked
case $1 in
    ps) cat container ;;
    inspect) case "$*" in *User*) cat user ;; *) cat running ;; esac ;;
    cp) tar -cf - passwd ;;
    create) echo made ;;
esac
"""
JQ = """#!/bin/sh
# jq -r --arg service NAME '.services[$service].image'
cat > /dev/null
echo "some/$4:image"
"""


@dataclass(frozen=True, slots=True)
class Host:
    """A host with a compose project, an engine that is played, and a lineage of certbot's."""

    folder: Path

    @property
    def certificates(self) -> Path:
        """What coturn's volume holds."""
        return self.folder / "certs"

    def set(self, name: str, text: str) -> None:
        """Says what the engine has."""
        (self.folder / "bin" / name).write_text(text)

    def asked(self) -> str:
        """What the engine was asked, one line each."""
        return (self.folder / "bin" / "asked").read_text()

    def run(self, domains: str = NAME) -> subprocess.CompletedProcess[str]:
        """Runs the hook as certbot does after a renewal."""
        environment = {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "JITSI_PROJECT": str(self.folder),
            "TURN_CERTS": str(self.certificates),
            "RENEWED_LINEAGE": str(self.folder / "live"),
            "RENEWED_DOMAINS": domains,
        }
        return subprocess.run(["sh", str(HOOK)], env=environment, capture_output=True, text=True, check=False)


def issue(host: Host, name: str = NAME) -> bytes:
    """Lays a fresh certificate into the lineage; returns its chain."""
    leaf = trustme.CA().issue_cert(name)
    chain = leaf.cert_chain_pems[0].bytes()
    (host.folder / "live").mkdir(exist_ok=True)
    (host.folder / "live/fullchain.pem").write_bytes(chain)
    (host.folder / "live/privkey.pem").write_bytes(leaf.private_key_pem.bytes())
    return chain


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host whose coturn runs as a user by name, who has our own number."""
    (tmp_path / "bin").mkdir()
    (tmp_path / ".env_global").write_text(f"TURN_DOMAIN={NAME}\n")
    found = Host(tmp_path)
    for name, text in (("docker", DOCKER), ("docker-compose", "#!/bin/sh\necho {}\n"), ("jq", JQ)):
        found.set(name, text)
        (tmp_path / "bin" / name).chmod(0o755)
    for name, text in (("container", "abc\n"), ("user", "turnserver\n"), ("running", "true\n"), ("asked", "")):
        found.set(name, text)
    found.set("passwd", f"root:x:0:0::/:/bin/sh\nturnserver:x:{os.getuid()}:1::/:/bin/false\n")
    issue(found)
    return found


def test_the_renewed_pair_is_laid_and_coturn_restarted(host: Host) -> None:
    """The key is the container's user's alone; nothing half written stays."""
    chain = issue(host)

    assert host.run().stderr == ""
    assert (host.certificates / "turn.fullchain.pem").read_bytes() == chain
    key = (host.certificates / "turn.privkey.pem").stat()
    assert (stat.S_IMODE(key.st_mode), key.st_uid) == (0o400, os.getuid())
    assert sorted(path.name for path in host.certificates.iterdir()) == ["turn.fullchain.pem", "turn.privkey.pem"]
    assert "restart --time 1 abc" in host.asked()


def test_a_second_renewal_replaces_the_first(host: Host) -> None:
    """The mode 0400 of the old key is in nobody's way."""
    host.run()
    chain = issue(host)

    assert host.run().returncode == 0
    assert (host.certificates / "turn.fullchain.pem").read_bytes() == chain


def test_at_the_first_issue_the_image_says_who_coturn_will_be(host: Host) -> None:
    """There is no container yet: one is made to ask, never started, and removed."""
    host.set("container", "")

    assert host.run().returncode == 0
    assert (host.certificates / "turn.privkey.pem").stat().st_uid == os.getuid()
    assert "create some/turn:image true" in host.asked()
    assert "rm --force made" in host.asked()
    assert "restart" not in host.asked()


def test_a_stopped_coturn_stays_stopped(host: Host) -> None:
    """It reads the files when the admin starts it."""
    host.set("running", "false\n")

    assert host.run().returncode == 0
    assert "restart" not in host.asked()


@pytest.mark.parametrize("domains", ["meet.lab.test", "meet.lab.test cloud.lab.test", f"not{NAME}"])
def test_the_renewal_of_another_name_changes_nothing(host: Host, domains: str) -> None:
    """As a hook for all renewals it is called for every name of the host."""
    assert host.run(domains).returncode == 0
    assert not host.certificates.exists()


def test_a_key_of_another_certificate_is_refused(host: Host) -> None:
    """coturn keeps the pair that works."""
    host.run()
    kept = (host.certificates / "turn.privkey.pem").read_bytes()
    (host.folder / "live/privkey.pem").write_bytes(trustme.CA().issue_cert(NAME).private_key_pem.bytes())

    refusal = host.run()

    assert refusal.returncode == 1
    assert "is not the key of" in refusal.stderr
    assert (host.certificates / "turn.privkey.pem").read_bytes() == kept


def test_an_image_that_does_not_know_its_user_is_named(host: Host) -> None:
    """Without a number nothing is laid."""
    host.set("passwd", "root:x:0:0::/:/bin/sh\n")

    refusal = host.run()

    assert refusal.returncode == 1
    assert "runs as turnserver" in refusal.stderr
    assert not host.certificates.exists()


def test_run_by_hand_it_says_who_should_run_it(host: Host) -> None:
    """One sentence instead of a shell's complaint."""
    refusal = subprocess.run(["sh", str(HOOK)], env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)

    assert refusal.returncode == 1
    assert (
        refusal.stderr == "renew_turn_cert: RENEWED_LINEAGE is not set; certbot runs this script, with --deploy-hook\n"
    )
