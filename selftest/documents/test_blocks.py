"""The blocks of documents, and who reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.documents.blocks import Block, Kind, blocks_of

DOCUMENT = """# A host
```haproxy
frontend main
    bind :443
```
Words with `code` in them.
<pre>
server {
    server_name <b>meet.example.org</b>;
}
</pre>
~~~
A=1
~~~
"""


def test_blocks_and_their_lines() -> None:
    """Fences and <pre> are blocks, in their order, with the line where their text begins; tags are no text."""
    assert blocks_of(DOCUMENT) == (
        Block(3, "frontend main\n    bind :443\n"),
        Block(7, "\nserver {\n    server_name meet.example.org;\n}\n"),
        Block(13, "A=1\n"),
    )


def test_a_fence_holds_text() -> None:
    """What looks like HTML within a fence is no block of its own, and a shorter fence ends none."""
    assert [block.line for block in blocks_of("````\n<pre>x</pre>\n```\n````\n")] == [2]


def test_a_fence_without_an_end() -> None:
    """It is nobody's block: who forgot to end it wrote no configuration."""
    assert blocks_of("```\nfrontend main\n") == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("frontend main\n  bind :443\n", Kind.HAPROXY),
        ("server {\n  listen 80;\n}\n", Kind.NGINX),
        ("    location / {\n}\n", Kind.NGINX),
        ("[Unit]\nDescription=x\n", Kind.UNIT),
        ("services:\n  web:\n    image: x\n", Kind.COMPOSE),
        ("# what\nA=1\nexport B=\n", Kind.VARIABLES),
        ("$ systemctl restart haproxy\n", Kind.OTHER),
        ("server turn 127.0.0.1:5349\nlisten 80;\n", Kind.OTHER),
        ("# only a comment\n", Kind.OTHER),
    ],
)
def test_who_reads_it(text: str, kind: Kind) -> None:
    """A block is known by what only one daemon would read."""
    assert Block(1, text).kind is kind


@given(st.text())
def test_any_document(text: str) -> None:
    """Whatever a document holds, its blocks lie within it."""
    assert all(1 <= block.line <= text.count("\n") + len(text.splitlines()) + 1 for block in blocks_of(text))
