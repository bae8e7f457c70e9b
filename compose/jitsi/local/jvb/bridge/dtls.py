"""DTLS-SRTP of one endpoint over memory buffers (RFC 5763, RFC 5764): handshake, fingerprint, keys, data."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from OpenSSL import SSL

from bridge.colibri import Fingerprint
from bridge.srtp import PROFILES, SrtpKeys, keys_from

_HANDSHAKE_WITHIN: Final = 30.0
_DATAGRAM_BYTES: Final = 1200
_LARGEST_RECORD: Final = 16384
_DTLS_1_2: Final = 0xFEFD
_CIPHERS: Final = (
    b"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    b"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
)
_DIGESTS: Final = {"sha-1": "sha1", "sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}


def digest_of(certificate: bytes, algorithm: str) -> str:
    """The fingerprint of a DER certificate as SDP writes it: upper-case hex pairs joined by colons."""
    return hashlib.new(_DIGESTS[algorithm], certificate).digest().hex(":").upper()


class DtlsIdentity:
    """The bridge's self-signed P-256 certificate, one for the life of the process."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _self_signed(key)
        der = certificate.public_bytes(serialization.Encoding.DER)
        self.fingerprint = Fingerprint("sha-256", digest_of(der, "sha-256"), "actpass")
        self.context = _context(key, certificate)


def _self_signed(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bridge")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=365))
    return builder.sign(key, hashes.SHA256())


def _context(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> SSL.Context:
    """DTLS 1.2 as the real bridge speaks it; the peer's certificate is judged by fingerprint only."""
    context = SSL.Context(SSL.DTLS_METHOD)
    context.set_max_proto_version(_DTLS_1_2)
    context.set_options(SSL.OP_NO_TICKET)
    context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
    context.use_certificate(certificate)
    context.use_privatekey(key)
    context.set_cipher_list(_CIPHERS)
    context.set_tlsext_use_srtp(b":".join(PROFILES))
    return context


@dataclass(frozen=True, slots=True)
class DtlsEvents:
    """Whom the session tells."""

    send: Callable[[bytes], None]
    connected: Callable[[SrtpKeys], None]
    data: Callable[[bytes], None]
    closed: Callable[[], None]
    failed: Callable[[str], None]


class DtlsSession:
    """One handshake and the data records after it; every end is told once."""

    def __init__(
        self, identity: DtlsIdentity, server: bool, trusted: tuple[Fingerprint, ...], events: DtlsEvents
    ) -> None:
        self._server = server
        self._trusted = trusted
        self._events = events
        self._deadline: float | None = None
        self._open = True
        self.established = False
        self._connection = SSL.Connection(identity.context)
        self._connection.set_ciphertext_mtu(_DATAGRAM_BYTES)
        if server:
            self._connection.set_accept_state()
        else:
            self._connection.set_connect_state()

    def start(self, now: float) -> None:
        """Begin: as client this sends the first flight."""
        self._deadline = now + _HANDSHAKE_WITHIN
        self._advance()

    def receive(self, datagram: bytes) -> None:
        """Take one DTLS datagram."""
        if not self._open:
            return
        self._connection.bio_write(datagram)
        if self.established:
            self._read()
        else:
            self._advance()

    def tick(self, now: float) -> None:
        """Repeat what was lost, give up when the handshake takes too long; call every 50 ms."""
        if self.established or not self._open or self._deadline is None:
            return
        if now > self._deadline:
            self._fail("handshake timed out")
            return
        timeout = self._connection.DTLSv1_get_timeout()
        if timeout is not None and timeout <= 0:
            self._repeat_flight()

    def send_data(self, data: bytes) -> None:
        """Send one data record; silently nothing before the handshake or after the end."""
        if not (self.established and self._open):
            return
        try:
            self._connection.send(data)
        except SSL.Error as error:
            self._fail(_reason(error))
        else:
            self._flush()

    def close(self) -> None:
        """Tell the peer goodbye, best effort."""
        if not self._open:
            return
        self._open = False
        try:
            self._connection.shutdown()
        except SSL.Error:
            return  # no session was established yet: nothing to say goodbye to
        self._flush()

    def _repeat_flight(self) -> None:
        try:
            self._connection.DTLSv1_handle_timeout()
        except SSL.Error as error:
            self._fail(f"handshake failed: {_reason(error)}")
        else:
            self._flush()

    def _advance(self) -> None:
        try:
            self._connection.do_handshake()
        except SSL.WantReadError:
            self._flush()
        except SSL.Error as error:
            self._flush()
            self._fail(f"handshake failed: {_reason(error)}")
        else:
            self._flush()
            self._complete()

    def _complete(self) -> None:
        if not self._peer_is_trusted():
            self._fail("the peer's certificate does not match its fingerprint")
            return
        keys = keys_from(self._connection, self._server)
        if keys is None:
            self._fail("no common SRTP profile")
            return
        self.established = True
        self._events.connected(keys)
        self._read()

    def _peer_is_trusted(self) -> bool:
        """Every fingerprint of a known algorithm must match, and there must be one."""
        certificate = self._connection.get_peer_certificate(as_cryptography=True)
        if certificate is None:
            return False
        der = certificate.public_bytes(serialization.Encoding.DER)
        known = [fingerprint for fingerprint in self._trusted if fingerprint.algorithm in _DIGESTS]
        return bool(known) and all(digest_of(der, f.algorithm) == f.value.upper() for f in known)

    def _read(self) -> None:
        while self._open:
            try:
                data = self._connection.recv(_LARGEST_RECORD)
            except SSL.WantReadError:
                break
            except SSL.ZeroReturnError:
                self._open = False
                self._events.closed()
                break
            except SSL.Error as error:
                self._fail(_reason(error))
                break
            self._events.data(data)
        self._flush()

    def _flush(self) -> None:
        while True:
            try:
                flight = self._connection.bio_read(_LARGEST_RECORD)
            except SSL.WantReadError:
                return
            for datagram in split_records(flight):
                self._events.send(datagram)

    def _fail(self, reason: str) -> None:
        self._open = False
        self._events.failed(reason)


def split_records(flight: bytes) -> list[bytes]:
    """Datagrams of at most 1200 bytes: the memory buffer joins records that were separate (RFC 6347 4.1)."""
    datagrams: list[bytes] = []
    position = 0
    while position < len(flight):
        end = position + 13 + int.from_bytes(flight[position + 11 : position + 13], "big")
        record = flight[position:end]
        if datagrams and len(datagrams[-1]) + len(record) <= _DATAGRAM_BYTES:
            datagrams[-1] += record
        else:
            datagrams.append(record)
        position = end
    return datagrams


def _reason(error: SSL.Error) -> str:
    queue = error.args[0] if error.args and isinstance(error.args[0], list) else []
    return "; ".join(str(entry[-1]) for entry in queue) or type(error).__name__
