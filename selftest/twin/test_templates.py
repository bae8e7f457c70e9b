"""A night from each template: its steps judge a twin, and what the pipeline keeps is there."""

from pathlib import Path

import pytest

from selftest.nightly.pipelines import Pipeline, github, gitlab, kept, run


@pytest.mark.parametrize("pipeline", [gitlab(), github()], ids=["GitLab", "GitHub"])
def test_a_night(pipeline: Pipeline, tmp_path: Path) -> None:
    """The requirement holds: status 0, and every artefact is there."""
    status, said = run(pipeline, tmp_path, "--require EDGE-01")

    assert status == 0, said
    assert "✓ holds" in said
    assert [*kept(pipeline, tmp_path)] == list(pipeline.artefacts)
