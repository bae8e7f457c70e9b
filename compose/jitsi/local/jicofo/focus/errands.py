"""Tasks that nobody waits for: they end with their owner, and their failures are logged."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from focus import service_lines


class Errands:
    """A set of running tasks."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, errand: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run a coroutine in the background."""
        task = asyncio.get_running_loop().create_task(errand)
        self._running.add(task)
        task.add_done_callback(self._done)
        return task

    def cancel(self) -> None:
        """Stop everything that still runs, but for the caller itself."""
        current = asyncio.current_task()
        for task in self._running:
            if task is not current:
                task.cancel()

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            service_lines.task_failed(error)
