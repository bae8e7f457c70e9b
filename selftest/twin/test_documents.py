"""The configurations of a document are loaded by their daemons, and a broken one is named with its line."""

import sys
from collections.abc import Iterator

import pytest

from fixtures.documents.blocks import Kind, blocks_of
from fixtures.documents.judging import judge
from fixtures.lab import engine, slot
from fixtures.lab.images import ImageStore
from fixtures.lab.progress import PlainProgress

BROKEN = """
```
frontend main
    bnid 0.0.0.0:443
```
```
server {
    listen 443 ssl;
    ssl_certificate /etc/letsencrypt/live/meet.example.org/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/meet.example.org/privkey.pem;
}
```
```
location ^ /colibri-ws { }
```
```
[Service]
ExecStart=go-mmproxy
Restrat=always
```
```
services:
  web:
    imaeg: jitsi/web
```
"""
"""The second is in order."""


@pytest.fixture(scope="module")
def judged() -> Iterator[list[tuple[Kind, str]]]:
    """What is said of each block above."""
    client = engine.connect()
    images = ImageStore(client, PlainProgress(sys.stderr)).ensure(["router", "host"])
    with slot.beside(client, images["router"]) as own:
        found = judge(client, images["host"], blocks_of(BROKEN), own.labels)
        yield [(each.block.kind, each.complaint) for each in found]


def test_each_daemon_refuses_what_it_cannot_read(judged: list[tuple[Kind, str]]) -> None:
    """The daemon's own words, and the line of the document."""
    said = [words for _, words in judged]

    assert [kind for kind, _ in judged] == [Kind.HAPROXY, Kind.NGINX, Kind.NGINX, Kind.UNIT, Kind.COMPOSE]
    assert "line 4" in said[0]
    assert said[1] == ""
    assert "invalid location modifier" in said[2]
    assert "Restrat" in said[3]
    assert "imaeg" in said[4]
