"""An upgrade is rehearsed from end to end on a twin: what it takes away is named, and the way back brings it again."""

from pathlib import Path

from fixtures.preflight.candidate import Candidate
from fixtures.preflight.checkout import ROOT, tree_for
from fixtures.preflight.rehearsal import rehearse
from fixtures.runs import ended_together

HAPROXY = Path("fronts/seed/rootfs/etc/haproxy/haproxy.cfg")


def test_upgrade_that_loses_the_relay_on_443(tmp_path: Path) -> None:
    """HAProxy of the candidate does not know the TURN name; nobody who is connected notices."""
    new = tmp_path / "new" / HAPROXY
    new.parent.mkdir(parents=True)
    new.write_text((ROOT / "compose" / HAPROXY).read_text().replace("use_backend turn", "# use_backend turn"))
    candidate = Candidate(compose=tmp_path / "new")

    with ended_together() as runs:
        changed = (candidate, tree_for(candidate, tmp_path / "tree"))
        found = rehearse((Candidate(), ROOT), changed, runs, tmp_path / "rehearsal")

    assert found.why == ""
    there, back = found.passages
    assert [sentence.partition(" is served ")[0] for sentence in there.lost] == ["relay on 443"]
    assert (there.remained, there.together, back.lost) == (there.connected, True, ())
    assert not [*(tmp_path / "rehearsal").glob("*.json")]
