"""A description is written so that reading it gives it back, and a person sees where each line is from."""

from dataclasses import replace
from string import ascii_letters, ascii_lowercase, digits
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fixtures.declared.features import FEATURES, Expectation
from fixtures.declared.front import ClientAddress, Front, Splitter
from fixtures.description.assembly import assemble
from fixtures.description.description import NOT_FOUND, Description
from fixtures.description.keys import KEYS
from fixtures.description.reading import parse_description
from fixtures.description.writing import write

NAMES = st.lists(st.text(ascii_lowercase + digits, min_size=1, max_size=9), min_size=2, max_size=4).map(
    lambda labels: ".".join((*labels[:-1], f"a{labels[-1]}"))
)
ADDRESSES = st.ip_addresses().map(str)
PORTS = st.integers(1, 65535)
PATHS = st.text(st.characters(exclude_categories=("C", "Z")), max_size=40).map("/".__add__)
JIDS = NAMES | st.builds("{}@{}".format, st.text(ascii_letters, min_size=1), NAMES)
BY_KEY: dict[str, st.SearchStrategy[Any]] = {
    "url": NAMES.map("https://{}".format),
    "turn_name": NAMES,
    "other_name": NAMES,
    "public_addresses": st.lists(ADDRESSES, min_size=1).map(tuple),
    "has_ipv6": st.booleans(),
    "websocket_url": st.builds("wss://{}/{}".format, NAMES, st.text(ascii_letters)),
    "bosh_url": st.builds("https://{}/{}".format, NAMES, st.text(ascii_letters)),
    "host": st.just("local") | st.builds("ssh://root@{}".format, NAMES),
    "private_address": ADDRESSES,
    "project": PATHS,
    "participants": st.booleans(),
    "room_prefix": st.text(ascii_letters + digits, min_size=1, max_size=9),
    "front.splitter": st.sampled_from(Splitter),
    "front.tls_ends_at": st.sampled_from(("nginx", "haproxy", "web")),
    "front.client_address": st.sampled_from(ClientAddress),
    "front.strangers": st.sampled_from(("site", "turn", "alert", "closed")),
    "front.idle_seconds": st.floats(min_value=0, exclude_min=True, allow_infinity=False),
    **{key.name: PORTS for key in KEYS if key.name.startswith("ports.")},
    **{key.name: JIDS for key in KEYS if key.name.startswith("xmpp.")},
    **{f"features.{feature}": st.sampled_from(Expectation) for feature in FEATURES},
    "vantages.outside": st.just("local") | st.builds("ssh://a@{}".format, NAMES),
    "vantages.somewhere": st.just("docker://engine/image:tag"),
}
VALUES = st.fixed_dictionaries({"url": BY_KEY["url"]}, optional={k: v for k, v in BY_KEY.items() if k != "url"})
ORIGINS = st.dictionaries(
    st.sampled_from(sorted(BY_KEY)), st.text() | st.text().map(NOT_FOUND.__add__), max_size=len(BY_KEY)
)


def test_every_key_is_tried() -> None:
    """The strategies know every key that there is."""
    assert {key.name for key in KEYS} <= BY_KEY.keys()


@given(VALUES, ORIGINS)
def test_what_is_written_is_read_back(values: dict[str, Any], origins: dict[str, str]) -> None:
    """Reading what was written gives the same description, wherever its values were from and whatever a server said."""
    described = assemble(values, origins)

    read = parse_description(write(described).encode(), "f")

    assert replace(read, origins={}) == replace(described, origins={})


def test_lines_say_where_they_are_from() -> None:
    """A found value has its origin beside it; what was not found is a comment with the reason and what is assumed."""
    described = Description(
        "https://meet.example.org",
        front=Front(Splitter.SSLH),
        features={"colibri-ws": Expectation.MUST_WORK},
        origins={
            "url": "given",
            "front.splitter": "ss -ltnp: sslh",
            "ports.media": f"{NOT_FOUND}no client can see it",
            "turn_name": f"{NOT_FOUND}nobody could\nlog in",
            "features.colibri-ws": "/colibri-ws answers",
            "features.sctp-channel": f"{NOT_FOUND}config.js does not ask for it",
        },
    )

    lines = write(described).splitlines()

    assert 'splitter = "sslh"  # who owns 443 and decides where a connection goes; ss -ltnp: sslh' in lines
    assert "# media = 10000  # the bridge's media over UDP; not found: no client can see it" in lines
    assert "# turn_name =  # name of the relay over TLS; not found: nobody could log in" in lines
    assert 'colibri-ws = "must work"  # /colibri-ws answers' in lines
    assert "# sctp-channel =  # not found: config.js does not ask for it" in lines
    assert "# https = 443  # the site; not asked" in lines


def test_long_comments_stand_above() -> None:
    """A comment that would make a line long stands above its key, in lines of a readable length."""
    origin = "docker inspect: " + "word " * 60

    lines = write(Description("https://meet.example.org", project="/srv", origins={"project": origin})).splitlines()

    assert 'project = "/srv"' in lines
    assert lines[lines.index('project = "/srv"') - 1].startswith("#   word")
    assert all(len(line) <= 120 for line in lines)
