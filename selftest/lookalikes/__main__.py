"""`python -m selftest.lookalikes`: serves the look-alikes of both flavours until it is interrupted."""

import sys
import threading

from fixtures.lab.engine import connect
from fixtures.lab.progress import progress_on
from fixtures.lab.slot import beside
from selftest.lookalikes.images import SERVICES, build, build_registry
from selftest.lookalikes.registry import serving


def main() -> None:
    """Build, serve, say how to use it."""
    client, progress = connect(), progress_on(sys.stderr)
    image = build_registry(client, progress)
    with beside(client, image) as own, serving(own, image) as registry:
        for flavour in SERVICES:
            registry.publish(build(client, progress, flavour))
            print(f"pytest suites --flavour {flavour} --registry {registry.address}", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(0)
