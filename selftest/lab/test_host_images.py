"""The host's engine ends with exactly this run's images, whatever an earlier run has left in its store."""

from contextlib import AbstractContextManager

from fixtures.lab.host_images import HostImage, HostImages

OWN, MADE_FROM_IT = "sha256:aa", "sha256:bb"


class Engine:
    """An engine of which an earlier run has left an image, made from one that this run wants and that has no name."""

    def __init__(self) -> None:
        self.names = {"jitsi-conformance/jvb:local": MADE_FROM_IT}

    def must(self, *words: str, within: float = 30.0) -> str:
        """Do what docker does."""
        if words[:2] == ("docker", "images"):
            nameless = [OWN] if "--all" in words and OWN not in self.names.values() else []
            return "".join(f"{name} {each}\n" for name, each in self.names.items()) + "".join(
                f"<none>:<none> {each}\n" for each in nameless
            )
        if words[:2] == ("docker", "tag"):
            self.names[words[3]] = words[2]
        return ""


class Silence:
    """Says nothing of what goes on."""

    def step(self, sentence: str) -> AbstractContextManager[None]:
        """Load nothing: whoever wants to begins this step."""
        raise AssertionError(sentence)


def test_image_that_another_was_made_from() -> None:
    """An image that is there is found though it has no name and another was made from it, and gets its name."""
    engine = Engine()

    HostImages("host", engine.must, Silence()).provide({"jitsi-conformance/jvb:local": HostImage(OWN)})

    assert engine.names == {"jitsi-conformance/jvb:local": OWN}
