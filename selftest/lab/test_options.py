"""What a run chooses is checked before anything starts."""

import pytest

from fixtures.lab.errors import ConfigurationError
from fixtures.lab.options import LabOptions


@pytest.mark.parametrize("address", ["127.0.0.1:5000", "localhost", "localhost:5000", "mirror.example.org", "nas:5000"])
def test_the_address_of_a_registry_is_taken(address: str) -> None:
    """Whatever the engine itself takes for a registry."""
    assert LabOptions(registry=address).registry == address


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("nas", id="name without dot or port, a folder for the engine"),
        pytest.param("127.0.0.1:5000/jitsi", id="with a folder"),
        pytest.param("https://mirror.example.org", id="with a scheme"),
        pytest.param("mirror.example.org:port", id="port that is no number"),
        pytest.param("mirror.example.org:", id="no port behind the colon"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_registry_is_refused_in_one_sentence(address: str) -> None:
    """The engine would look for a folder of that name at Docker Hub."""
    with pytest.raises(ConfigurationError, match="is not HOST:PORT"):
        LabOptions(registry=address)
