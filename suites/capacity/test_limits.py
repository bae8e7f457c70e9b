"""What containers may open, read without opening it.

When these checks fail, the evening on which the limit is met ends with people who are turned away without a word.
"""

import pytest

from suites.capacity import evening
from suites.vocabulary import given, requirement


@requirement("CAPACITY-06")
@pytest.mark.parametrize("service", evening.FILES)
def test_container_may_open_enough_files(host: given.HostShell, services: given.Services, service: str) -> None:
    """A container's limit of open files leaves room for everybody of a busy evening."""
    limit = evening.most_open_files(host, services[service].state())

    assert limit >= evening.FILES[service]
