"""The comparison itself: what a stand-in could get wrong is noticed."""

import pytest
from defusedxml.ElementTree import fromstring

from selftest.standins.likeness import compared, fields, generalised, lines, shape_of

REAL = (
    "<a xmlns='x'><payload-type id='41' name='AV1'><fb type='nack'/></payload-type><payload-type id='100' name='VP8'/>"
    "<source ssrc='1'/><source ssrc='2'/></a>"
)
CHANGES = {
    "another value": ("name='VP8'", "name='H264'"),
    "an attribute less": (" name='VP8'", ""),
    "an attribute more": ("<a xmlns='x'>", "<a xmlns='x' c='d'>"),
    "an element less": ("<fb type='nack'/>", ""),
    "an element more": ("<fb type='nack'/>", "<fb type='nack'/><fb type='pli'/>"),
    "another namespace": ("<fb ", "<fb xmlns='y' "),
    "another order": (
        "<payload-type id='41' name='AV1'><fb type='nack'/></payload-type><payload-type id='100' name='VP8'/>",
        "<payload-type id='100' name='VP8'/><payload-type id='41' name='AV1'><fb type='nack'/></payload-type>",
    ),
    "another credential": ("<source ssrc='1'/>", "<transport ufrag='A'/><source ssrc='1'/>"),
}


@pytest.mark.parametrize(("before", "after"), CHANGES.values(), ids=CHANGES)
def test_a_changed_field_is_a_difference(before: str, after: str) -> None:
    """Each change of a stanza gives at least one line."""
    assert before in REAL

    changed = fields(fromstring(REAL.replace(before, after)))

    assert compared("stanza", fields(fromstring(REAL)), changed) != []


def test_sources_have_no_order() -> None:
    """The real focus writes them in the order of a Java map."""
    swapped = REAL.replace("<source ssrc='1'/><source ssrc='2'/>", "<source ssrc='2'/><source ssrc='1'/>")

    assert compared("stanza", fields(fromstring(REAL)), fields(fromstring(swapped))) == []


@pytest.mark.parametrize("other", [{"a": "1"}, {}, {"a": 1, "b": 2}], ids=["another kind", "a key less", "a key more"])
def test_another_shape_of_json_is_a_difference(other: dict[str, object]) -> None:
    """Keys and kinds count, values do not."""
    assert compared("json", shape_of({"a": 1}), shape_of({"a": 2})) == []
    assert compared("json", shape_of({"a": 1}), shape_of(other)) != []


def test_lines_are_told_by_their_words() -> None:
    """Of a log line everything but its occasion counts."""
    head = "JVB 2026-11-25 14:11:12.072 INFO: [1] [confId=58d7] Endpoint.expire#1139: "
    first, second = lines(head + "Expired."), lines(head + "Gone.")

    assert first[0].kind == second[0].kind
    assert first[0].text != second[0].text
    assert generalised("Selected 395cc15e674e for 45fe2af0") == "Selected <name> for <name>"
