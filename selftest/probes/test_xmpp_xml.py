"""XML in both directions: what we write is what is read, and what XMPP forbids is refused."""

import contextlib
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import Ended
from fixtures.probes.xmpp.xml import (
    CLIENT,
    STANZA_ERRORS,
    condition,
    local_name,
    make,
    read_xml,
    tag,
    write_xml,
)

TEXTS = st.text(
    st.characters(min_codepoint=32, exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
    | st.sampled_from("\t\n\r"),
    max_size=20,
)
NAMES = st.tuples(st.sampled_from(["", "jabber:client", "urn:x"]), st.sampled_from(["a", "iq", "b-c"])).map(
    lambda name: f"{{{name[0]}}}{name[1]}" if name[0] else name[1]
)
ELEMENTS = st.recursive(
    st.builds(
        lambda name, attributes, text: make(name, attributes, text=text),
        NAMES,
        st.dictionaries(st.sampled_from(["id", "to", "xml", "{http://www.w3.org/XML/1998/namespace}lang"]), TEXTS),
        TEXTS,
    ),
    lambda children: st.builds(lambda name, inner: make(name, {}, *inner), NAMES, st.lists(children, max_size=3)),
    max_leaves=8,
)


def facts(element: Element) -> object:
    return (element.tag, dict(element.items()), element.text or "", [facts(child) for child in element])


@given(ELEMENTS)
def test_what_is_written_is_read(element: Element) -> None:
    """Names, namespaces, attributes and text survive, markup and line ends in them included."""
    assert facts(read_xml(write_xml(element))) == facts(element)


@given(st.text(max_size=200) | st.lists(st.sampled_from(["<a>", "</a>", "<!--", "&", "<![CDATA[", "'"])).map("".join))
def test_noise_is_refused_in_one_word(text: str) -> None:
    """Whatever text comes, it is an element or ends as MALFORMED."""
    with contextlib.suppress(Ended):
        assert read_xml(text).tag


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param('<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;">]><a>&c;</a>', "XML bombs", id="bomb"),
        pytest.param('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "XML bombs", id="external DTD"),
        pytest.param("<a>" * 70 + "</a>" * 70, "nested", id="deep"),
        pytest.param("<a>" + "x" * (1 << 20) + "</a>", "more than", id="large"),
        pytest.param("<a><b></a>", "not XML", id="unbalanced"),
        pytest.param("<a/><b/>", "not XML", id="two elements"),
        pytest.param("", "not XML", id="nothing"),
        pytest.param("<a>\x00</a>", "not XML", id="null"),
    ],
)
def test_what_xmpp_forbids_is_named(text: str, sentence: str) -> None:
    """The refusal says what was wrong."""
    with pytest.raises(Ended, match=sentence) as refusal:
        read_xml(text)

    assert refusal.value.ending is Ending.MALFORMED


def test_namespaces_are_declared_where_they_change() -> None:
    """A child in the namespace of its parent repeats nothing."""
    iq = make(tag(CLIENT, "iq"), {"type": "get"}, make(tag(CLIENT, "a")), make(tag("urn:b", "b")))

    assert write_xml(iq) == '<iq xmlns="jabber:client" type="get"><a/><b xmlns="urn:b"/></iq>'


def test_the_defined_condition_is_found_beside_its_text() -> None:
    """The human text of an error does not hide its condition."""
    error = make(
        tag(CLIENT, "error"),
        {},
        make(tag(STANZA_ERRORS, "text"), text="no"),
        make(tag(STANZA_ERRORS, "forbidden")),
    )

    assert condition(error, STANZA_ERRORS) == "forbidden"
    assert local_name(error) == "error"
