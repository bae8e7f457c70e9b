"""A run in a world: what is looked at there, and what becomes of a world that cannot be made."""

import pytest

from fixtures.plugin import run, settings
from selftest.plugin.conftest import Suite, entry

pytest_plugins = ["pytester"]

WORLD = """
    from contextlib import contextmanager
    from fixtures.plugin import run, settings
    from fixtures.worlds.errors import WorldError

    class Bad:
        id, sentence, red, collateral, chapters = "bad", "It is bad.", ("EDGE-02",), (), ("relay",)
        front = None
        concerned = frozenset({{"EDGE-02"}})

        @contextmanager
        def on(self, deployment):
            {}
            yield

    settings.WORLDS = {{"bad": Bad()}}
    run.container_health = lambda deployment: {{"turn": "running, healthy"}}
"""


def test_world(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a world its red and unproved requirements are looked at in full, and of its chapters what is quick."""
    _keep_modules(monkeypatch)
    marked = "\n@pytest.mark.disruptive\n@requirement('{0}')\ndef test_{1}(outside): pass\n"
    quick = "\n@requirement('{0}')\ndef test_{1}(outside): pass\n"
    edge = marked.format("EDGE-02", "two") + quick.format("EDGE-03", "three") + marked.format("EDGE-04", "four")
    suite.chapter("edge", "".join(entry(f"EDGE-0{number}") for number in (2, 3, 4)), edge)
    suite.chapter("relay", entry("RELAY-01"), quick.format("RELAY-01", "one"))
    health = quick.format("HEALTH-01", "one") + marked.format("HEALTH-02", "two")
    suite.chapter("health", entry("HEALTH-01") + entry("HEALTH-02"), health)
    suite.conftest(WORLD.format("pass").replace('{"EDGE-02"}', '{"EDGE-02", "HEALTH-02"}'))

    ended = suite.run("suites", "--world", "bad")

    assert set(ended.outcomes()) == {"EDGE-02", "EDGE-03", "RELAY-01", "HEALTH-02"}
    assert ended.report["run"]["world"]["container_health"] == {"turn": "running, healthy"}
    assert "Broken on purpose: It is bad." in ended.output


def test_world_that_cannot_be_made(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world that the deployment does not become fails the run in one line."""
    _keep_modules(monkeypatch)
    suite.chapter("edge", entry("EDGE-02"), "\n@requirement('EDGE-02')\ndef test_it(outside): pass\n")
    suite.conftest(WORLD.format("raise WorldError('It no longer fits.')"))

    ended = suite.run("suites", "--world", "bad")

    assert ended.errors == "It no longer fits."
    assert ended.status == 2


def test_world_of_another_front(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    """A world is not looked for on a host that is built otherwise; without the option its own front is taken."""
    _keep_modules(monkeypatch)
    suite.chapter("edge", entry("EDGE-02"), "\n@requirement('EDGE-02')\ndef test_it(outside): pass\n")
    suite.chapter("relay", entry("RELAY-01"), "\n@requirement('RELAY-01')\ndef test_it(outside): pass\n")
    suite.conftest(WORLD.replace("front = None", 'front = "seed"').format("pass"))

    ended = suite.run("suites", "--world", "bad", "--front", "plain")

    assert ended.errors.strip() == "The world bad is one of front seed; it does not go with --front plain."
    assert ended.status == 2
    assert suite.run("suites", "--world", "bad").status == 0


def _keep_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tiny suite's conftest puts doubles there; afterwards they are what they were."""
    for module, name in ((settings, "WORLDS"), (run, "container_health")):
        monkeypatch.setattr(module, name, getattr(module, name))
