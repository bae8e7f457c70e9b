"""Certificates read from bytes that a peer chose."""

import datetime
import ssl

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.tls.certificates import UNREADABLE, CertificateFacts, read_certificate

CA = trustme.CA(organization_name="the lab", key_type=trustme.KeyType.ECDSA)
EXPIRES = datetime.datetime(2031, 2, 3, 4, 5, 6, tzinfo=datetime.UTC)


def der(leaf: trustme.LeafCert) -> bytes:
    """The first certificate of a chain as DER."""
    return ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode())


LEAF = der(
    CA.issue_cert("meet.lab.test", "192.0.2.1", common_name="meet", not_after=EXPIRES, key_type=trustme.KeyType.RSA)
)
AUTHORITY = ssl.PEM_cert_to_DER_cert(CA.cert_pem.bytes().decode())


def test_a_leaf_tells_names_issuer_time_and_key() -> None:
    """All facts of an ordinary certificate are read."""
    facts = read_certificate(LEAF)

    assert facts.subject == "meet"
    assert facts.names == ("meet.lab.test", "192.0.2.1")
    assert "the lab" in facts.issuer
    assert facts.not_after == EXPIRES.timestamp()
    assert facts.key_type == "rsa-2048"
    assert int(facts.serial, 16) > 0
    assert (facts.self_signed, facts.authority) == (False, False)


def test_an_authority_is_its_own_issuer() -> None:
    """A root is told from a leaf by its own signature and its basic constraints."""
    facts = read_certificate(AUTHORITY)

    assert facts.issuer == facts.subject == read_certificate(LEAF).issuer
    assert facts.key_type == "ecdsa-secp256r1"
    assert (facts.self_signed, facts.authority) == (True, True)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_are_unreadable(data: bytes) -> None:
    """Bytes that are no certificate say so instead of raising."""
    assert read_certificate(data).subject == UNREADABLE


@pytest.mark.parametrize("original", [pytest.param(LEAF, id="leaf"), pytest.param(AUTHORITY, id="authority")])
@given(data=st.data())
def test_a_spoiled_certificate_never_raises(original: bytes, data: st.DataObject) -> None:
    """A certificate with one byte changed gives facts or says that it is unreadable."""
    place = data.draw(st.integers(0, len(original) - 1))
    byte = data.draw(st.integers(0, 255))

    facts = read_certificate(original[:place] + bytes((byte,)) + original[place + 1 :])

    assert isinstance(facts, CertificateFacts)
    assert len(facts.fingerprint) == 64
