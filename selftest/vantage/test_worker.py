"""The far side of a vantage, as far as it can be looked at on this side."""

import asyncio
import importlib
import time
from types import ModuleType, SimpleNamespace

import pytest

from fixtures.vantage.worker import Worker


def test_loads_one_module_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """Probes that begin together do not load their modules together."""
    under_way: list[str] = []
    together: list[list[str]] = []

    def load(name: str) -> ModuleType:
        under_way.append(name)
        together.append(list(under_way))
        time.sleep(0.02)
        under_way.remove(name)
        return ModuleType(name)

    async def resolve() -> None:
        worker = Worker(SimpleNamespace())
        await asyncio.gather(*(worker._resolved(f"{name}.__name__") for name in ("stun", "turn", "ice")))

    monkeypatch.setattr(importlib, "import_module", load)
    asyncio.run(resolve())

    assert together == [["stun"], ["turn"], ["ice"]]
