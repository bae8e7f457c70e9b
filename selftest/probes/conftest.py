"""A certificate authority that the probes trust as they trust the deployment's at a vantage."""

from pathlib import Path

import pytest
import trustme

from selftest.probes.servers import Authority


@pytest.fixture(scope="session")
def authority() -> Authority:
    """An authority whose certificates verify wherever `trusting` is in force."""
    return Authority(trustme.CA(organization_name="the lab", key_type=trustme.KeyType.ECDSA))


@pytest.fixture
def trusting(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """Let OpenSSL trust this authority alone, as the vantage image does."""
    bundle = tmp_path / "authority.pem"
    authority.ca.cert_pem.write_to_path(str(bundle))
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return authority
