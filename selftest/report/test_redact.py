"""No secret survives, in whatever shape it is written."""

import base64
import html
import json
import urllib.parse
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.report.document import document
from fixtures.report.html import html as page
from fixtures.report.junit import junit
from fixtures.report.model import Outcome, Passage
from fixtures.report.redact import MASK, SHORTEST, Redactor
from selftest.report.samples import report, result

SECRETS = st.text(min_size=SHORTEST, max_size=24).filter(lambda secret: secret not in MASK)
QUICK = settings(max_examples=40, deadline=None)
"""Each secret is a pattern to compile, which is what takes the time."""
AROUND = st.text(alphabet=st.characters(categories=["L", "N", "P", "Zs"]), max_size=12)


def percent(text: str) -> str:
    """Encode every byte for a URL."""
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def encoded(text: str) -> str:
    """Encode as base64."""
    return base64.b64encode(text.encode("utf-8", "surrogatepass")).decode()


SHAPES: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in a URL": lambda text: urllib.parse.quote(text, safe="", errors="surrogatepass"),
    "in a form": lambda text: urllib.parse.quote_plus(text, errors="surrogatepass"),
    "every byte in a URL": percent,
    "twice in a URL": lambda text: urllib.parse.quote(percent(text)),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON with plain letters": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text))[3:-3],
    "XML": html.escape,
    "Python": lambda text: repr(text)[1:-1],
    "base64": encoded,
    "base64 for URLs": lambda text: encoded(text).translate(str.maketrans("+/", "-_")),
    "base64 in a URL": lambda text: urllib.parse.quote(encoded(text), safe=""),
    "SASL PLAIN": lambda text: encoded(f"\0user\0{text}"),
    "base64, one byte ahead": lambda text: encoded(f"x{text}y"),
    "base64, two bytes ahead": lambda text: encoded(f"xx{text}yy"),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@QUICK
@given(secret=SECRETS, before=AROUND, after=AROUND)
def test_known_secret(shape: Callable[[str], str], secret: str, before: str, after: str) -> None:
    """A known secret is masked in every shape, wherever it stands."""
    written = shape(secret)

    text = Redactor([secret]).text(f"{before} {written} {after}")

    assert written not in text
    assert MASK in text


@QUICK
@given(secret=SECRETS, text=AROUND)
def test_rest_stays(secret: str, text: str) -> None:
    """What is no secret is left as it is."""
    if secret not in text and not any(sign in text for sign in ":=<"):
        assert Redactor([secret + "!"]).text(text) == text


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>AGZvY3VzAHB3</auth>", "AGZvY3VzAHB3"),
        ("<response xmlns='x'>Yz1iaXdz</response>", "Yz1iaXdz"),
        ("<service type='turns' username='1700000000' password='q83v+/Zm'/>", "q83v+/Zm"),
        ('{"username": "u", "credential": "hunter22"}', "hunter22"),
        ('{\\"password\\": \\"hunter22\\"}', "hunter22"),
        ("JVB_AUTH_PASSWORD=hunter22", "hunter22"),
        ("Credentials(username='u', password='hun ter22')", "ter22"),
        ("wss://meet.lab.test/colibri-ws/jvb/1?pwd=hunter22&x=1", "hunter22"),
        ("Authorization: Basic dTpodW50ZXIyMg==", "dTpodW50ZXIyMg"),
        ("static-auth-secret=hunter22", "hunter22"),
        ("AUTHORIZED_USER_PASS=hunter22", "hunter22"),
        ("a=ice-pwd:hunter22hunter22", "hunter22"),
        ("the server handed out k2cWBpmjPtZ5bNNlV6DmEe1Mgyg= for us", "k2cWBpmjPtZ5bNNlV6DmEe1Mgyg"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabcd\n-----END RSA PRIVATE KEY-----", "MIIE"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE\ncut off", "MIIE"),
    ],
)
def test_what_looks_like_a_secret(line: str, secret: str) -> None:
    """Passwords, SASL messages, TURN passwords and private keys are masked without being known."""
    text = Redactor().text(line)

    assert secret not in text
    assert MASK in text


@pytest.mark.parametrize(
    "line",
    [
        "HTTP 404 from nginx, 41 ms",
        "sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
        "198.51.100.11:53312 ft_ssl bk_ssl/nginx 1/0/41 342 -- 1/1/0/0/0 0/0",
        "3 checks passed: 3 of 3; bypass=ssl-local",
        "401 with realm turn.lab.test and no password given",
    ],
)
def test_evidence_stays_readable(line: str) -> None:
    """Ordinary evidence is not masked."""
    assert Redactor(["k2cWBpmj"]).text(line) == line


@QUICK
@given(secret=st.text(min_size=6, max_size=24).filter(lambda text: text.strip() == text))
def test_no_file_carries_a_secret(secret: str) -> None:
    """What is redacted carries no secret into any of the three files."""
    whole = report(
        result(
            outcome=Outcome.BROKEN,
            actual=f"said {secret}",
            reason=secret,
            evidence=(Passage("answer", json.dumps({"said": secret})), Passage(encoded(secret), percent(secret))),
        ),
        headline=secret,
    )

    redacted = Redactor([secret]).value(whole)

    assert redacted.headline == MASK
    for text in (json.dumps(document(redacted)), page(redacted), junit(redacted).decode()):
        assert percent(secret) not in text
        assert encoded(secret) not in text
        assert f"said {secret}" not in text


def test_values_keep_their_types() -> None:
    """Redaction copies a report and touches its texts alone."""
    whole = report(result(seconds=0.5))

    assert Redactor(["hunter22"]).value(whole) == whole


def test_large_texts_end_soon() -> None:
    """A hostile text does not make redaction slow."""
    redactor = Redactor([f"secret-number-{number}" for number in range(20)])

    assert len(redactor.text("A" * 200_000 + "\\" * 20_000 + "&amp;" * 20_000)) == 320_000
