"""A script of strangers ends: by itself, or by one of its limits."""

import time

import pytest

from fixtures.site.script import Limits, ScriptError, run_script

LIMITS = Limits(seconds=0.3, deadline=20.0, memory=16 * 2**20, output=10_000)


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        pytest.param("for (;;) {}", "takes more than 0.3 s", id="endless loop"),
        pytest.param("/(a+)+$/.test('a'.repeat(60) + 'b')", "takes more than 0.3 s", id="endless expression"),
        pytest.param("var x = {get a() { for (;;) {} }}", "takes more than 0.3 s", id="endless getter"),
        pytest.param("throw {toString() { for (;;) {} }}", "takes more than 0.3 s", id="endless words of an exception"),
        pytest.param("var x = new Proxy({}, {ownKeys() { for (;;); }})", "takes more than 0.3 s", id="endless proxy"),
        pytest.param("var a = []; for (;;) a.push(new Array(1e5).fill(1))", "16 MiB of memory", id="bomb"),
        pytest.param("var x = 'x'.repeat(2 ** 29)", "16 MiB of memory", id="bomb at once"),
        pytest.param("(function f() { f() })()", "RangeError", id="endless recursion"),
        pytest.param("var x = {a: 'x'.repeat(1e6)}", "more than 10000", id="huge value"),
        pytest.param(" " * (2**20 + 1), "more than 1048576 are not read", id="huge script"),
        pytest.param("var x = {}; x.x = x", "circular reference", id="cycle"),
        pytest.param("var x = {get a() { throw new Error('no') }}", "cannot be read: Error: no", id="throwing getter"),
        pytest.param("\n\nnowhere.to.be.found", "stops in line 3 with ReferenceError: nowhere", id="unknown name"),
        pytest.param("throw new Error('two\\nlines' + '.'.repeat(1000))", "with Error: two", id="long words"),
        pytest.param("throw null", "throws null", id="throws null"),
        pytest.param("throw '\\ud800'", "stops with", id="throws half a character"),
        pytest.param("fetch('https://example.org/')", "fetch is not defined", id="network"),
        pytest.param("require('fs')", "require is not defined", id="files"),
        pytest.param("var x = []; for (var i = 0; i < 1e5; i++) x = [x]", "RangeError", id="deep value"),
    ],
)
def test_what_a_script_may_not(script: str, sentence: str) -> None:
    """A script that goes too far is stopped, and one line says why."""
    began = time.monotonic()

    with pytest.raises(ScriptError) as refusal:
        run_script("it", script, ("x",), limits=LIMITS)

    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 300
    assert time.monotonic() - began < LIMITS.deadline


def test_engine_that_hangs() -> None:
    """A process that does not end is killed at its deadline, whatever it does."""
    limits = Limits(seconds=60.0, deadline=1.0)
    began = time.monotonic()

    with pytest.raises(ScriptError, match=r"did not end within 1 s"):
        run_script("it", "for (;;) {}", ("x",), limits=limits)

    assert time.monotonic() - began < 3.0


def test_serializer_of_the_script() -> None:
    """What a script makes of the language's own functions does not change how its value is read."""
    script = "JSON.stringify = () => '{}'; Object.keys = eval = null; var x = {a: [1, , undefined], b: 1 / 0, c: /x/}"

    assert run_script("it", script, ("x",)) == {"x": {"a": [1, None, None], "b": None, "c": {}}}


@pytest.mark.parametrize("script", ["", "var x", "var x = function () {}", "class x {}", "var x = {toJSON() {}}"])
def test_no_value(script: str) -> None:
    """A variable that is missing, or that has no value to write down, is left out."""
    assert run_script("it", script, ("x",)) == {}


@pytest.mark.parametrize("script", ["var x = 1", "let x = 1", "const x = 1", "x = 1", "window = this; window.x = 1"])
def test_ways_to_leave_a_variable(script: str) -> None:
    """A global variable is one, however it came to be."""
    assert run_script("it", script, ("x", "y")) == {"x": 1}
