"""Text that is kept on disk until the text before it is known."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from types import TracebackType
from typing import IO, Final

_PIECE: Final = 1 << 20


class Spool:
    """A temporary file that is written first and read afterwards."""

    def __init__(self) -> None:
        self.file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  # closed at the end of the `with` block

    def write(self, text: str) -> None:
        """Append text."""
        self.file.write(text.encode())

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole content."""
        self.file.seek(0)
        while piece := self.file.read(_PIECE):
            yield piece

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.file.close()
