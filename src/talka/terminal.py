"""How far something is: shown live where somebody looks at it, else said in a line now and then."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import Progress, ProgressColumn, TextColumn, TimeElapsedColumn

_SECONDS_BETWEEN_LINES = 10.0


class Live:
    """Bars on a terminal, a line every ten seconds elsewhere, and nothing without ``out``.

    ``at_once``: the first line need not wait. Each bar shows its description, ``columns`` and its time.
    """

    def __init__(self, out: TextIO | None, *columns: ProgressColumn, at_once: bool = False) -> None:
        self._out = out
        self._last = time.monotonic() - (_SECONDS_BETWEEN_LINES if at_once else 0)
        self.console = Console(file=out, highlight=False)
        self.bars = Progress(
            TextColumn("{task.description}"),
            *columns,
            TimeElapsedColumn(),
            console=self.console,
            transient=True,
            disable=out is None or not out.isatty(),
        )

    @property
    def is_watched(self) -> bool:
        """Whether bars are to be seen."""
        return not self.bars.disable

    def now_and_then(self, words: str) -> None:
        """Say how far it is, unless that was said just now."""
        now = time.monotonic()
        if self._out is not None and now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            self._out.write(f"{words}\n")
            self._out.flush()

    def finish(self) -> None:
        """Nothing more is shown."""
        self.bars.stop()

    def __enter__(self) -> Self:
        self.bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.finish()
