"""`python -m bridge`: read the environment, serve, exit 1 with one sentence when the start is impossible."""

import asyncio
import sys

from standin.environment import Environment, FatalSettingError

from bridge.bridge import VERSION
from bridge.service import run
from bridge.service_lines import ServiceLines
from bridge.settings import read_settings


def main() -> int:
    """The exit status of the process."""
    try:
        settings = read_settings(Environment())
    except FatalSettingError as error:
        print(error, flush=True)
        return 1
    try:
        asyncio.run(run(settings))
    except OSError as error:
        ServiceLines(VERSION).start_failed(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
