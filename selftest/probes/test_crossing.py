"""Answers cross to the machine that runs pytest: every type survives the way there and back."""

from typing import Any, get_type_hints

import msgspec
import pytest

from fixtures.probes import edge, http, scan, tls, websocket, witness
from fixtures.probes.answer import Ending
from fixtures.probes.certificates import CertificateFacts
from fixtures.probes.client_hello import Delivery, HelloLayout, Place

LEAF = CertificateFacts("x", ("x", "y"), "z", "1f", 1.0, 2.0, False, False, "rsa-2048", "ab")
COMMON = (Ending.ANSWERED, 0.5, "192.0.2.1:443", "a sentence")


@pytest.mark.parametrize(
    "answer",
    [
        tls.TlsAnswer(*COMMON, chain=(LEAF,)),
        edge.EdgeAnswer(*COMMON, backend=edge.Backend.TURN),
        edge.PlainAnswer(*COMMON, received=b"\xff"),
        http.HttpAnswer(*COMMON, headers={"a": ("b", "c")}, body=b"\xff"),
        websocket.UpgradeAnswer(*COMMON, headers={"a": ("b",)}),
        scan.ScanAnswer(*COMMON, ports=(scan.ScannedPort(80, scan.PortState.OPEN, 0.1, "x"),)),
        (witness.Visit("192.0.2.1:1", "192.0.2.1", b"\xff", 1.0),),
        Delivery(places=(Place.IN_NAME,), pause=0.5),
        HelloLayout(500, 100, 110, 120, "x", (4588, 29)),
    ],
    ids=lambda answer: type(answer).__name__,
)
def test_an_answer_survives_the_crossing(answer: object) -> None:
    """What arrives equals what was sent."""
    kind = tuple[witness.Visit, ...] if isinstance(answer, tuple) else type(answer)

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(answer), type=kind) == answer


@pytest.mark.parametrize(
    "probe",
    [
        tls.handshake,
        edge.ask,
        edge.hello_layout,
        edge.speak_plainly,
        http.get,
        http.post,
        websocket.upgrade,
        scan.tcp,
        witness.Witness.history,
        witness.Witness.wait_for,
    ],
    ids=lambda probe: probe.__qualname__,
)
def test_every_probe_tells_its_types(probe: Any) -> None:
    """Each argument and each answer of a probe can be made of msgpack by its annotation."""
    for hint in get_type_hints(probe).values():
        msgspec.msgpack.Decoder(hint)
