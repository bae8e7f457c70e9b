"""Settings from the container's environment, by the conventions of the real images' scripts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field


class FatalSettingError(Exception):
    """A setting without which the service must not start; the text is the sentence for the log."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The environment variables of the container."""

    variables: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def text(self, name: str, default: str = "") -> str:
        """The value, or `default` when the variable is unset or empty."""
        return self.variables.get(name, "").strip() or default

    def required(self, name: str, sentence: str) -> str:
        """The value; raises FatalSettingError with `sentence` when it is unset or empty."""
        value = self.text(name)
        if not value:
            raise FatalSettingError(sentence)
        return value

    def number(self, name: str, default: float) -> float:
        """The value as a number; raises FatalSettingError when it is not one."""
        value = self.text(name)
        if not value:
            return default
        try:
            return float(value)
        except ValueError as error:
            raise FatalSettingError(f"{name} must be a number, not {value!r}") from error

    def switch(self, name: str, default: bool) -> bool:
        """True for `1` and `true` in any case, False for anything else, `default` when unset or empty."""
        value = self.text(name)
        return value.lower() in {"1", "true"} if value else default
