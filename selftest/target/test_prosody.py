"""Where a running Prosody has its configuration."""

import pytest

from fixtures.target.prosody import named_in

LUA = "lua5.4 /usr/bin/prosody"


@pytest.mark.parametrize(
    ("lines", "path"),
    [
        pytest.param(
            f"s6-svscan\n{LUA} --config /run/prosody/config/prosody.cfg.lua -F ",
            "/run/prosody/config/prosody.cfg.lua",
            id="rootless",
        ),
        pytest.param(f"{LUA} --config=/config/prosody.cfg.lua", "/config/prosody.cfg.lua", id="with an equals sign"),
        pytest.param(f"{LUA} -F ", "", id="not named"),
        pytest.param("sleep --config /elsewhere ", "", id="of another program"),
        pytest.param("", "", id="nothing runs"),
    ],
)
def test_named_configuration(lines: str, path: str) -> None:
    """The command line of Prosody names the configuration, or nothing does."""
    assert named_in(lines) == path
