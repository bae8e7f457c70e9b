"""What Debian's packages say of the way between two versions, from texts as they are written."""

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from fixtures.lab.errors import EngineError
from fixtures.lab.progress import PlainProgress, Progress
from fixtures.preflight.candidate import Candidate
from fixtures.preflight.checkout import ROOT, tree_for
from fixtures.preflight.static import documents
from fixtures.preflight.static.finding import StaticFinding
from fixtures.preflight.static.news import Documented, Documents, differences, entries
from fixtures.preflight.static.versions import order

NEWS = """nginx (1.26.3-3+deb13u4) UNRELEASED; urgency=medium

  * d/conf/*_params: use "$host" instead of "$http_host"
    * note: this changes behaviour, as "$host" does not preserve the
      client-supplied port

 -- A Maintainer <a@debian.org>  Mon, 20 Apr 2026 17:52:06 +0000

nginx (1.22.1-6) unstable; urgency=medium

  The package nginx-light is deprecated.

 -- A Maintainer <a@debian.org>  Wed, 11 Jan 2023 20:23:22 +0100
"""
CHANGELOG = """haproxy (3.2.5-1) unstable; urgency=medium

  * New upstream release.
    - the default of tune.bufsize
      changed.
  * d/rules: no longer remove what is not there.
  * Remove lintian overrides.

 -- A Maintainer <a@debian.org>  Mon, 01 Sep 2026 10:00:00 +0200

haproxy (3.0.11-1+deb13u5) trixie; urgency=high

  * Non-maintainer upload.

 -- A Maintainer <a@debian.org>  Mon, 01 Jun 2026 10:00:00 +0200

haproxy (3.0.11-1) unstable; urgency=medium

  * Option forceclose is deprecated.

 -- A Maintainer <a@debian.org>  Mon, 02 Jun 2025 10:00:00 +0200
"""
OLD = CHANGELOG[CHANGELOG.index("haproxy (3.0.11-1+deb13u5)") :]
NGINX = CHANGELOG.replace("haproxy (3.2.5-1)", "nginx (1.26.3-3+deb13u4)").replace(
    "haproxy (3.0.11-1", "nginx (1.26.3-1"
)
NOW = "haproxy goes from 3.0.11-1+deb13u5 to 3.2.5-1"


def said(
    before: Mapping[str, Documents], after: Mapping[str, Documents], ran: Mapping[str, str] | None = None
) -> list[StaticFinding]:
    """Return what is said of the host's packages."""
    return [*differences({"host": before}, {"host": after}, {"host": ran or {}})]


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("1.0", "1.1"),
        ("1.9", "1.10"),
        ("1.0~rc1", "1.0"),
        ("1.0", "1.0+b1"),
        ("1.0a", "1.0+"),
        ("3.0.11-1+deb13u5", "3.0.11-1+deb13u11"),
        ("9.0", "1:1.0"),
        ("1.0-1", "1.0-1.1"),
        ("26.1.5+dfsg1-9+deb13u1", "26.1.5+dfsg1-9+deb13u1+b1"),
        ("1.0-1~bpo13+1", "1.0-1"),
    ],
)
def test_versions_are_in_debians_order(older: str, newer: str) -> None:
    """As deb-version(7) has it, numbers by their value, the tilde before the end, letters before all else."""
    assert order(older) < order(newer)
    assert not order(newer) < order(older)


def test_equal_versions() -> None:
    """Zeros in front change nothing, and no revision is the revision 0."""
    assert order("1.00-01") == order("1.0-1")
    assert order("1.0") == order("1.0-0")


def test_entries() -> None:
    """Each entry has its version, the newest first."""
    assert [version for version, _ in entries(CHANGELOG)] == ["3.2.5-1", "3.0.11-1+deb13u5", "3.0.11-1"]


def test_what_is_new_in_the_changelog() -> None:
    """Entries between the versions are counted; what they say of defaults is said, and nothing of the packaging."""
    (finding,) = said({"haproxy": Documents(OLD)}, {"haproxy": Documents(CHANGELOG)})

    assert finding.said == (
        f"{NOW}; its changelog has 1 entry between them and says the default of tune.bufsize changed."
    )
    assert finding.look_at == "apt changelog haproxy"


def test_what_is_new_in_the_news() -> None:
    """An entry of NEWS after the version that ran is said in full, an older one is not."""
    news, changelog = said(
        {"nginx-common": Documents(NGINX[NGINX.index("nginx (1.26.3-1") :])}, {"nginx-common": Documents(NGINX, NEWS)}
    )

    assert news.said.startswith(
        "nginx-common: its NEWS of 1.26.3-3+deb13u4, which is new, says: * d/conf/*_params: use"
    )
    assert "client-supplied port" in news.said
    assert "deprecated" not in news.said
    assert changelog.what == "changelog"


def test_packages_of_one_source_speak_once() -> None:
    """What two packages bring along alike is said of the first."""
    both = {name: Documents(NGINX, NEWS) for name in ("nginx", "nginx-common")}
    ran = dict.fromkeys(both, "1.26.3-1")

    assert [finding.what for finding in said({}, both, ran)] == ["news", "changelog"]


def test_report_says_what_ran() -> None:
    """The version of a stored report counts more than what this machine's image has."""
    (finding,) = said({"haproxy": Documents(CHANGELOG)}, {"haproxy": Documents(CHANGELOG)}, {"haproxy": "3.0.11-1"})

    assert "goes from 3.0.11-1 to 3.2.5-1; its changelog has 2 entries" in finding.said


def test_rebuild_of_the_same_source() -> None:
    """A package that was only built again differs in its version, and its maintainers say nothing of that."""
    same = {"host": {"haproxy": Documents(OLD)}}

    assert [*differences(same, same, {"host": {"haproxy": "3.0.11-1+deb13u5+b1"}})] == []


def test_the_way_back() -> None:
    """What an older package does not know is read in the newer one."""
    news, changelog = said(
        {"nginx": Documents(NGINX, NEWS)}, {"nginx": Documents(NGINX[NGINX.index("nginx (1.26.3-1") :])}
    )

    assert "which is taken back, says" in news.said
    assert "goes from 1.26.3-3+deb13u4 to 1.26.3-1+deb13u5" in changelog.said


@pytest.mark.parametrize(
    ("before", "after", "ran", "words"),
    [
        ({"haproxy": Documents(OLD)}, {"haproxy": Documents(OLD)}, None, []),
        ({}, {"haproxy": Documents(OLD)}, None, []),
        (
            {},
            {"haproxy": Documents(OLD)},
            {"haproxy": "3.2.5-1"},
            ["no image on this machine has what its maintainers"],
        ),
    ],
    ids=["equal", "nobody knows what ran", "newer than all that is here"],
)
def test_what_nobody_knows(
    before: Mapping[str, Documents], after: Mapping[str, Documents], ran: Mapping[str, str] | None, words: list[str]
) -> None:
    """What is equal is silent, and what cannot be read is said to be so."""
    findings = said(before, after, ran)

    assert len(findings) == len(words)
    assert all(word in finding.said for word, finding in zip(words, findings, strict=True))


@pytest.fixture
def trees(tmp_path: Path) -> list[Path]:
    """This checkout, and a candidate's tree with another HAProxy."""
    return [ROOT, tree_for(Candidate(packages={"haproxy": "3.2.5-1"}), tmp_path / "tree")]


def told(trees: list[Path], pinned: Mapping[str, str]) -> list[str]:
    """Return what is said of two trees."""
    return [finding.said for finding in documents.news(trees, {}, pinned, PlainProgress(sys.stderr))]


def test_images_of_the_same_packages_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """A change of configurations alone needs no engine, and says nothing of packages."""
    monkeypatch.setattr(documents, "documents_of", None)

    assert told([ROOT, ROOT], {}) == []


def test_image_that_is_not_built(trees: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the candidate's image is there, nobody knows what its packages say, and that is said."""
    old = {"host": {"haproxy": Documents(OLD)}}
    monkeypatch.setattr(documents, "documents_of", lambda tree, _: old if tree == ROOT else {})

    (said,) = told(trees, {"haproxy": "3.2.5-1"})

    assert said == "What the maintainers of haproxy 3.2.5-1 say is not known before its image is built."


def test_no_engine(trees: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no engine answers the images cannot be read, and that is said."""

    def nobody(tree: Path, progress: Progress) -> Documented:
        raise EngineError("The Docker engine does not answer.")

    monkeypatch.setattr(documents, "documents_of", nobody)

    assert told(trees, {}) == [
        "What the packages' maintainers say could not be read: The Docker engine does not answer."
    ]


def test_candidates_own_packages(trees: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """What the images of the two trees say is compared."""
    found = {True: {"host": {"haproxy": Documents(OLD)}}, False: {"host": {"haproxy": Documents(CHANGELOG)}}}
    monkeypatch.setattr(documents, "documents_of", lambda tree, _: found[tree == ROOT])

    (said,) = told(trees, {"haproxy": "3.2.5-1"})

    assert said.startswith(NOW)
