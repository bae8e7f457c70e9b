"""What two sets of files say before anything is started."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from fixtures.hops.known import SERVICES
from fixtures.lab.options import Flavour, FrontName
from fixtures.lab.plan import PROJECT
from fixtures.preflight.candidate import Candidate
from fixtures.preflight.checkout import ROOT, is_what_runs, place_on_host, tree_for
from fixtures.preflight.errors import PreflightError
from fixtures.preflight.static.files import FileSet, gather
from fixtures.preflight.static.finding import StaticFinding, Weight
from fixtures.preflight.static.gates import Gates, read_gates, releases, said_versions
from fixtures.preflight.static.looking import look
from fixtures.preflight.static.project import read_project

COMPOSE = """services:
  web:
    image: hub/web:stable-10888
    container_name: web_1
    ports: ['127.0.0.1:8289:80']
    volumes: ['./web:/config']
    healthcheck: {test: ['CMD', 'true']}
    environment: [PUBLIC_URL]
"""
HOOK = "/usr/local/sbin/hook.sh"
READ = dict.fromkeys(SERVICES, "echo $PUBLIC_URL")


def files(compose: str = COMPOSE, env: str = "PUBLIC_URL=https://a\n", **more: Mapping[str, str]) -> FileSet:
    """Return a set of files with this compose file and .env_global."""
    host = {f"{PROJECT}/docker-compose.yml": compose, f"{PROJECT}/.env_global": env, **more.get("host", {})}
    return FileSet(host, more.get("sources", READ))


def found(before: FileSet, after: FileSet) -> list[StaticFinding]:
    """Return what is said of a change from one to the other."""
    return [*look((Candidate(), before), (Candidate(), after), read_gates())]


@pytest.mark.parametrize(
    ("old", "new", "said", "weight"),
    [
        ("127.0.0.1:8289:80", "8289:80", "web gets the port 8289:80. It is reachable on every address", Weight.CHANGE),
        ("'127.0.0.1:8289:80'", "", "web loses the port 127.0.0.1:8289:80.", Weight.CHANGE),
        ("./web:/config", "./web:/config:ro", "web gets the volume ./web:/config:ro.", Weight.CHANGE),
        ("hub/web:", "ghcr.io/jitsi/web:", "The image of web moved from hub/web to ghcr.io/jitsi/web.", Weight.CHANGE),
        ("container_name: web_1", "user: '1000'", "user of web is '1000', was None.", Weight.CHANGE),
        ("{test: ['CMD', 'true']}", "{disable: true}", "web has no health check any more.", Weight.BREAKS),
        ("{test: ['CMD', 'true']}", "{test: ['CMD', 'false']}", "web is asked otherwise whether", Weight.CHANGE),
        ("[PUBLIC_URL]", "[]", "web is not given PUBLIC_URL any more.", Weight.CHANGE),
        ("  web:", "  page:", "There is no service web any more.", Weight.BREAKS),
        (
            "hub/web:",
            "${REPO:?set it}/web:",
            "The candidate does not start without REPO, which is not set.",
            Weight.BREAKS,
        ),
        ("hub/web:stable-10888", "hub/web:stable-11146", "BRG-02: from docker-jitsi-meet 11146 on", Weight.CHANGE),
        ("hub/web:stable-10888", "hub/web:stable-11146", "UPG-01: from docker-jitsi-meet 11146 on", Weight.BREAKS),
        ("hub/web:stable-10888", "hub/web:stable-12000", "docker-jitsi-meet 12000 is newer than the", Weight.CHANGE),
    ],
    ids=[
        "published to everybody",
        "not published",
        "volume",
        "moved",
        "user",
        "no health check",
        "another health check",
        "variable not passed",
        "service gone",
        "needs a variable",
        "version that changes something",
        "version that breaks something",
        "version that nobody knows",
    ],
)
def test_compose(old: str, new: str, said: str, weight: Weight) -> None:
    """Each difference of the compose file is one sentence."""
    told = found(files(), files(COMPOSE.replace(old, new)))

    assert [finding.weight for finding in told if finding.said.startswith(said)] == [weight]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("A=1\n", "A=1\n", []),
        ("A=1\n", "# why\nA=1\n", []),
        ("A=1\n", "A=2\n", ["A has another value: '2', was '1'."]),
        ("MY_PASSWORD=1\n", "MY_PASSWORD=2\n", ["MY_PASSWORD has another value."]),
        ("A=1\n", "", ["A is not set any more."]),
        ("", "A=1\n", ["A is set for the first time, and nothing of the candidate reads it."]),
        ("", "PUBLIC_URL=1\n", ["PUBLIC_URL is set for the first time."]),
    ],
    ids=["equal", "comment", "value", "secret", "gone", "new and unread", "new"],
)
def test_variables(before: str, after: str, said: list[str]) -> None:
    """Each difference of the env files is one sentence; values of secrets are in none."""
    assert [finding.said for finding in found(files(env=before), files(env=after))] == said


def test_variable_that_nobody_reads_any_more() -> None:
    """A setting that the candidate's images do not know is named, with its new name where that is known."""
    reads = files(env="TURN_DOMAIN=t\n", sources={**READ, "turn": "realm=$TURN_DOMAIN"})

    told = found(reads, replace(reads, sources=READ))

    assert [finding.said for finding in told] == ["TURN_DOMAIN is set, and nothing of the candidate reads it any more."]
    assert "TURN_HOST" in told[0].look_at


def test_images_that_nobody_can_read_say_nothing() -> None:
    """Of an image whose text is not known nobody says that it reads nothing."""
    before = files(env="TURN_DOMAIN=t\n", sources={**READ, "turn": "$TURN_DOMAIN"})

    assert found(before, replace(before, sources={"web": ""})) == []


def test_hook_that_names_the_old_container() -> None:
    """A hook that restarts a container by a name that it has no longer breaks the next renewal."""
    before = files(host={HOOK: "docker restart web_1"})
    after = files(COMPOSE.replace("web_1", "web-1"), host={HOOK: "docker restart web_1"})

    breaking = [finding.said for finding in found(before, after) if finding.weight is Weight.BREAKS]

    assert breaking == [f"{HOOK} still speaks of the container web_1, which is web-1 now."]


@pytest.mark.parametrize(
    ("text", "words"),
    [("services: [", "docker-compose.yml:1: this is no YAML"), ("a: 1", "there is no table of services in it")],
    ids=["no YAML", "no services"],
)
def test_broken_compose(text: str, words: str) -> None:
    """A compose file that is none is refused with its line."""
    with pytest.raises(PreflightError) as refused:
        read_project(files(text))

    assert words in str(refused.value)


def test_images_of_one_project_say_its_release() -> None:
    """The release is what the newest tag of the project says; a moving tag says nothing."""
    assert releases({"web": "ghcr.io/jitsi/web:stable-11146-1", "jvb": "x/jvb:unstable"}, {"docker.io": "29.5.0"}) == {
        "docker-jitsi-meet": "11146-1",
        "docker": "29.5.0",
    }


@pytest.mark.parametrize(
    ("program", "before", "after", "crossed"),
    [
        ("docker", "26.1.5+dfsg1", "29.5.0", ["DOC-01", "DOCKER-28", "DOCKER-29"]),
        ("docker", "29.1.0", "29.4.0", []),
        ("haproxy", "3.0.11-1+deb13u5", "3.2.5-1", []),
        ("haproxy", "3.2.5-1", "3.3.1-1", ["HAPROXY-3.3"]),
        ("nginx", "1.26.3", "1.28.0", ["NGINX-1.27.3"]),
        ("nginx", "1.28.0", "1.30.0", ["NGINX-1.29.7"]),
    ],
)
def test_programs_say_their_versions(program: str, before: str, after: str, crossed: list[str]) -> None:
    """What a run's programs said of themselves is judged by the same table."""
    gates: Gates = read_gates()
    older, newer = said_versions({program: before}), said_versions({program: after})

    assert [each.said.partition(":")[0] for each in gates.crossed(older, newer, "")] == crossed


def test_every_gate_has_a_source() -> None:
    """The table is dated, and every row says where it is from."""
    gates = read_gates()

    assert all(each.source.startswith("https://") and each.look_at for each in gates.rows)
    assert {each.of for each in gates.rows} <= {*gates.newest}


@pytest.mark.parametrize("flavour", [*Flavour])
def test_this_checkout_differs_in_nothing_from_itself(flavour: Flavour) -> None:
    """The files of every flavour can be read, and are what they are."""
    one = gather(Candidate(flavour), ROOT)

    assert found(one, one) == []


def test_place_of_a_file() -> None:
    """A file of the host lies in the front's folder unless the host has it for every front."""
    at = ROOT / "compose"
    places = {
        "etc/haproxy/haproxy.cfg": at / "fronts/seed/rootfs/etc/haproxy/haproxy.cfg",
        "etc/docker/daemon.json": at / "host/rootfs/etc/docker/daemon.json",
        ".env_global": at / "jitsi/local/.env_global",
        "my_containers/jitsi/docker-compose.yml": at / "jitsi/local/docker-compose.yml",
    }

    assert {path: place_on_host(ROOT, Flavour.LOCAL, FrontName.SEED, Path(path)) for path in places} == places


def test_candidate_has_its_own_tree(tmp_path: Path) -> None:
    """A candidate's files and packages are in its tree, and this checkout keeps its own."""
    (tmp_path / "new/etc/haproxy").mkdir(parents=True)
    (tmp_path / "new/etc/haproxy/haproxy.cfg").write_text("global\n")
    candidate = Candidate(config=tmp_path / "new", packages={"coturn": "4.7.0", "haproxy": "3.1"})

    tree = tree_for(candidate, tmp_path / "tree")

    assert (tree / "compose/fronts/seed/rootfs/etc/haproxy/haproxy.cfg").read_text() == "global\n"
    assert "coturn=4.7.0" in (tree / "compose/jitsi/local/turn/Dockerfile").read_text()
    assert "haproxy=3.1" in (tree / "compose/host/Dockerfile").read_text()
    assert (ROOT / "compose/fronts/seed/rootfs/etc/haproxy/haproxy.cfg").read_text() != "global\n"


def test_candidate_without_files_needs_no_tree(tmp_path: Path) -> None:
    """Images alone are told to a run from this checkout."""
    assert tree_for(Candidate(images={"jvb": "x/jvb:1"}), tmp_path / "tree") == ROOT


def test_link_that_leaves_its_folder(tmp_path: Path) -> None:
    """What a candidate's folder points to elsewhere is not taken along."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new/passwd").symlink_to("/etc/passwd")

    with pytest.raises(PreflightError, match="leads out of"):
        tree_for(Candidate(config=tmp_path / "new"), tmp_path / "tree")


def test_same_files_are_what_runs(tmp_path: Path) -> None:
    """A folder that holds what this checkout has changes nothing."""
    (tmp_path / ".env_global").write_bytes((ROOT / "compose/jitsi/local/.env_global").read_bytes())

    assert is_what_runs(Candidate(config=tmp_path), Candidate())

    (tmp_path / ".env_global").write_text("PUBLIC_URL=https://elsewhere\n")

    assert not is_what_runs(Candidate(config=tmp_path), Candidate())
