"""HTTP responses as bytes: every framing, every way to break off, and bytes that are none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.http.message import (
    BODY_LIMIT,
    HttpMessage,
    MalformedHttpError,
    read_head,
    receive_response,
    write_request,
)
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import Ended
from selftest.probes.servers import scripted

OK = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("answer", "body", "complete"),
    [
        pytest.param(OK + b"Content-Length: 3\r\n\r\nabcdef", b"abc", True, id="counted"),
        pytest.param(OK + b"Content-Length: 0\r\n\r\n", b"", True, id="counted and empty"),
        pytest.param(OK + b"\r\nabc", b"abc", True, id="until the end"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1;x=y\r\nc\r\n0\r\n\r\n", b"abc", True, id="chunked"
        ),
        pytest.param(OK + b"Content-Length: 3, 3\r\n\r\nabcdef", b"abc", True, id="counted twice alike"),
        pytest.param(
            OK + b"Transfer-Encoding: identity, Chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            b"abc",
            True,
            id="chunked last",
        ),
        pytest.param(OK + b"Server: a\r\n  b\r\nContent-Length: 3\r\n\r\nabc", b"abc", True, id="a folded field"),
        pytest.param(OK + b"Content-Length: 9\r\n\r\nabc", b"abc", False, id="counted but cut short"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc", b"abc", False, id="chunk cut short"),
        pytest.param(b"HTTP/1.1 204 No Content\r\n\r\nabc", b"", True, id="without a body"),
        pytest.param(
            b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + b"\r\nabc", b"abc", True, id="after an interim one"
        ),
    ],
)
async def test_a_body_is_read_as_it_is_framed(answer: bytes, body: bytes, complete: bool) -> None:
    """Every framing of RFC 9112 section 6 gives the body, and tells when it broke off."""
    message = await receive_response(scripted(answer))

    assert (message.body, message.complete) == (body, complete)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"\r\n", id="until the end"),
        pytest.param(b"Content-Length: 1000000\r\n\r\n", id="counted"),
        pytest.param(b"Transfer-Encoding: chunked\r\n\r\nF4240\r\n", id="chunked"),
    ],
)
async def test_a_huge_body_is_cut_at_the_limit(head: bytes) -> None:
    """No more than the limit is read, and the answer says that there was more."""
    message = await receive_response(scripted(OK + head, *[b"a" * 10000] * 100))

    assert len(message.body) == BODY_LIMIT
    assert not message.complete


async def test_fields_are_kept_by_lower_case_name_in_order() -> None:
    """Repeated fields stay apart and the first is the one that is asked for."""
    message = await receive_response(scripted(OK + b"Set-Cookie:a=1\r\nSET-COOKIE:  b=2 \r\n\r\n"))

    assert message.headers == {"set-cookie": ("a=1", "b=2")}
    assert message.header("set-cookie") == "a=1"
    assert message.header("server") == ""


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", id="another protocol"),
        pytest.param(b"HTTP/1.1 2000 OK\r\n\r\n", id="status of four digits"),
        pytest.param(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", id="field without a colon"),
        pytest.param(OK + b"Content-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", id="chunk size of letters"),
        pytest.param(b"x" * 70000, id="head without an end"),
    ],
)
async def test_what_is_not_http_is_malformed(answer: bytes) -> None:
    """An answer that breaks the grammar ends as MALFORMED."""
    with pytest.raises(Ended) as ended:
        await receive_response(scripted(answer))

    assert ended.value.ending is Ending.MALFORMED


@given(st.binary(max_size=300))
def test_an_arbitrary_head_is_read_or_refused(data: bytes) -> None:
    """Any bytes are a head or a MalformedHttpError."""
    with suppress(MalformedHttpError):
        assert isinstance(read_head(data), HttpMessage)


@given(st.lists(st.sampled_from([OK, b"\r\n", b"\r\n\r\n", b"a: b", b"Content-Length: 5", b"0", b"7", b"\xff"])))
async def test_any_order_of_familiar_pieces_ends(pieces: list[bytes]) -> None:
    """Any shuffle of the pieces of a response gives a response or an end."""
    with suppress(Ended):
        assert (await receive_response(scripted(*pieces))).status == 200


def test_a_request_replaces_fields_by_name() -> None:
    """A given Host takes the place of the ordinary one, whatever its case."""
    request = write_request("/x?y", "meet.lab.test", {"HOST": "error"}, method="POST", body=b"hi")

    assert request.startswith(b"POST /x?y HTTP/1.1\r\nhost: error\r\n")
    assert b"meet.lab.test" not in request
    assert request.endswith(b"content-length: 2\r\n\r\nhi")
