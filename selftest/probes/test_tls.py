"""TLS handshakes with servers of every kind."""

import asyncio
import ssl
import time
import warnings

import pytest
import trustme

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import alert_name, ended_by
from fixtures.probes.tls.client import TlsAnswer, handshake
from fixtures.probes.tls.context import TlsVersion
from selftest.probes.servers import (
    LOOPBACK,
    Authority,
    Handler,
    closing,
    dripping,
    flooding,
    garbage,
    refusing,
    resetting,
    saying,
    serving,
    silent,
    unused_port,
)

NAME = "meet.lab.test"
SHORT = 0.3


async def shaken(context: ssl.SSLContext, server_name: str | None = NAME, **wishes: object) -> TlsAnswer:
    """Shake hands with a server of this context on loopback."""
    async with serving(silent, tls=context) as port:
        return await handshake(NAME, port, dial=LOOPBACK, server_name=server_name, **wishes)  # type: ignore[arg-type]


async def test_a_good_server_shows_version_cipher_and_leaf(trusting: Authority) -> None:
    """A complete handshake tells what was agreed and what was served."""
    answer = await shaken(trusting.server(NAME))

    assert answer.ending is Ending.ANSWERED
    assert answer.version == TlsVersion.TLS_1_3
    assert answer.cipher.startswith("TLS_")
    assert [one.names for one in answer.chain] == [(NAME,)]
    assert not answer.has_intermediates
    assert answer.verification == ""
    assert answer.address.startswith(f"{LOOPBACK}:")
    assert 0 < answer.seconds < 5
    assert answer.hello_bytes > 200


@pytest.mark.parametrize(("taken", "served"), [("ALL:eNULL:@SECLEVEL=0", True), ("HIGH:!aNULL", False)])
async def test_suites_without_encryption(trusting: Authority, taken: str, served: bool) -> None:
    """Who offers such suites alone is served by whoever takes everything, and by nobody else."""
    context = trusting.server(NAME)
    context.set_ciphers(taken)

    answer = await shaken(context, maximum=TlsVersion.TLS_1_2, suites="eNULL:@SECLEVEL=0", verify=False)

    assert (answer.ending is Ending.ANSWERED) is served
    assert ("NULL" in answer.cipher) is served


async def test_a_served_intermediate_is_part_of_the_chain(trusting: Authority) -> None:
    """Everything the server sends is in the chain, in its order."""
    middle = trusting.ca.create_child_ca()
    answer = await shaken(trusting.server(NAME, issuer=middle))

    leaf, issuer = answer.chain[:2]
    assert answer.ending is Ending.ANSWERED
    assert leaf.issuer == issuer.subject
    assert issuer.authority
    assert answer.has_intermediates


@pytest.mark.parametrize(
    ("name", "reason"),
    [pytest.param("other.lab.test", "Hostname mismatch", id="for another name")],
)
async def test_a_wrong_name_is_untrusted_but_shown(trusting: Authority, name: str, reason: str) -> None:
    """A certificate for another name does not verify, and is reported all the same."""
    answer = await shaken(trusting.server(name))

    assert answer.ending is Ending.UNTRUSTED
    assert reason in answer.verification
    assert [one.names for one in answer.chain] == [(name,)]


async def test_a_foreign_authority_is_untrusted_but_shown(trusting: Authority) -> None:
    """A chain to an unknown authority does not verify, and is reported all the same."""
    answer = await shaken(Authority(trustme.CA()).server(NAME))

    assert answer.ending is Ending.UNTRUSTED
    assert "issuer" in answer.verification
    assert [one.names for one in answer.chain] == [(NAME,)]


async def test_verification_can_be_declined(authority: Authority) -> None:
    """Without verification every certificate is answered with its facts."""
    answer = await shaken(authority.server("other.lab.test"), verify=False)

    assert (answer.ending, answer.verification) == (Ending.ANSWERED, "")


@pytest.mark.parametrize(
    ("server_name", "presented"),
    [
        pytest.param(NAME, NAME, id="a name"),
        pytest.param(NAME.upper(), NAME.upper(), id="upper case"),
        pytest.param(None, None, id="none"),
        pytest.param(LOOPBACK, None, id="an address literal"),
    ],
)
async def test_the_server_sees_the_name_asked_for(
    trusting: Authority, server_name: str | None, presented: str | None
) -> None:
    """SNI carries exactly the name that was asked for, an address never."""
    context = trusting.server(NAME, LOOPBACK)
    seen: list[str | None] = []

    def notice(session: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
        seen.append(name)

    context.sni_callback = notice
    answer = await shaken(context, server_name)

    assert seen == [presented]
    assert answer.ending is Ending.ANSWERED


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        pytest.param(("h2", "http/1.1"), "h2", id="both"),
        pytest.param(("http/1.1",), "http/1.1", id="the older"),
        pytest.param((), "", id="none"),
    ],
)
async def test_the_chosen_protocol_is_told(trusting: Authority, offered: tuple[str, ...], chosen: str) -> None:
    """ALPN is answered with the server's choice."""
    answer = await shaken(trusting.server(NAME, alpn=("h2", "http/1.1")), alpn=offered)

    assert answer.alpn == chosen


@pytest.mark.parametrize("version", [pytest.param(version, id=version.value) for version in TlsVersion])
async def test_every_version_is_really_offered(trusting: Authority, version: TlsVersion) -> None:
    """A server that takes every version agrees to the only one offered."""
    context = trusting.server(NAME)
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    answer = await shaken(context, minimum=version, maximum=version)

    assert (answer.ending, answer.version) == (Ending.ANSWERED, version)


@pytest.mark.parametrize("version", [TlsVersion.TLS_1_0, TlsVersion.TLS_1_1])
async def test_an_old_version_is_refused_with_an_alert(trusting: Authority, version: TlsVersion) -> None:
    """A server that takes 1.2 and up answers an older hello with protocol_version."""
    async with serving(refusing(trusting.server(NAME))) as port:
        answer = await handshake(NAME, port, dial=LOOPBACK, minimum=version, maximum=version)

    assert (answer.ending, answer.alert) == (Ending.ALERT, "protocol_version")
    assert answer.chain == ()


@pytest.mark.parametrize(
    ("handler", "ending"),
    [
        pytest.param(silent, Ending.SILENT, id="says nothing"),
        pytest.param(closing, Ending.CLOSED, id="closes"),
        pytest.param(resetting, Ending.RESET, id="resets"),
        pytest.param(garbage, Ending.MALFORMED, id="says garbage"),
        pytest.param(flooding, Ending.MALFORMED, id="floods"),
        pytest.param(dripping, Ending.MALFORMED, id="drips another protocol"),
        pytest.param(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), Ending.MALFORMED, id="speaks plain HTTP"),
        pytest.param(saying(bytes.fromhex("15030300020228")), Ending.ALERT, id="says handshake_failure"),
        pytest.param(saying(bytes.fromhex("1503030002")), Ending.CLOSED, id="closes inside an alert"),
    ],
)
async def test_a_peer_without_tls_ends_in_its_own_word_and_in_time(handler: Handler, ending: Ending) -> None:
    """Whatever the peer does instead of TLS, the end is named and on time."""
    began = time.monotonic()
    async with serving(handler) as port:
        answer = await handshake(LOOPBACK, port, within=SHORT)

    assert answer.ending is ending
    assert answer.address == f"{LOOPBACK}:{port}"
    assert answer.detail
    assert time.monotonic() - began < SHORT + 0.5


async def test_a_handshake_that_drips_is_incomplete() -> None:
    """A record that arrives byte by byte beyond the deadline is no silence."""

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for byte in bytes.fromhex("160303010002") + bytes(250):
            writer.write(bytes((byte,)))
            await asyncio.sleep(0.02)

    async with serving(slowly) as port:
        answer = await handshake(LOOPBACK, port, within=SHORT)

    assert (answer.ending, answer.detail) == (Ending.MALFORMED, "the TLS handshake was not complete in time")


async def test_nobody_listening_is_told_with_the_address() -> None:
    """A refused connection names what was tried."""
    port = unused_port()
    answer = await handshake(NAME, port, dial=LOOPBACK, within=SHORT)

    assert (answer.ending, answer.address) == (Ending.REFUSED, f"{LOOPBACK}:{port}")


@pytest.mark.parametrize(
    ("reason", "name"),
    [
        ("TLSV1_ALERT_PROTOCOL_VERSION", "protocol_version"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "handshake_failure"),
        ("TLSV1_UNRECOGNIZED_NAME", "unrecognized_name"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "certificate_required"),
        ("WRONG_VERSION_NUMBER", None),
        (None, None),
    ],
)
def test_alerts_have_their_names_of_the_rfc(reason: str | None, name: str | None) -> None:
    """OpenSSL's reasons are told as RFC 8446 names alerts, other reasons are none."""
    error = ssl.SSLError()
    error.reason = reason or ""

    assert alert_name(error) == name


def test_an_error_that_is_no_network_fact_is_raised_again() -> None:
    """Running out of files is our failure and not the peer's."""
    with pytest.raises(OSError, match="too many"):
        ended_by(OSError(24, "too many open files"))
