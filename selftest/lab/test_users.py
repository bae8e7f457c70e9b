"""Files on the host get the number of the user that an image really runs as."""

import pytest

from fixtures.lab.errors import ImageError
from fixtures.lab.users import number_in

DEBIAN = "root:x:0:0:root:/root:/bin/bash\nturnserver:x:947:947::/nonexistent:/bin/sh\n"
ALPINE = "root:x:0:0:root:/root:/bin/sh\nturnserver:x:100:101:Linux User,,,:/var/lib/coturn:/sbin/nologin\n"


@pytest.mark.parametrize(
    ("accounts", "number"),
    [pytest.param(DEBIAN, 947, id="Debian's image"), pytest.param(ALPINE, 100, id="Alpine's image")],
)
def test_one_name_has_another_number_in_another_image(accounts: str, number: int) -> None:
    """The number comes from the image, not from what we know of our own."""
    assert number_in(accounts, "turnserver", "some/turn") == number


@pytest.mark.parametrize(
    "accounts",
    [
        pytest.param("", id="no passwd file"),
        pytest.param("turnserver2:x:5:5::/:/bin/sh\n", id="only a longer name"),
        pytest.param("turnserver:x:many:5::/:/bin/sh\n", id="number that is none"),
        pytest.param("turnserver\n", id="half a line"),
    ],
)
def test_an_image_that_does_not_know_its_user_is_named(accounts: str) -> None:
    """One sentence with the image and the user."""
    with pytest.raises(ImageError, match="some/turn is to run as user turnserver"):
        number_in(accounts, "turnserver", "some/turn")
