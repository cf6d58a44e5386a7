"""A working folder with data and a file of statements, for proposed corrections."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from sdggraph import vocab

Run = Callable[..., Result]
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in vocab.PREFIXES.items())
WHERE = ("--data", "data", "--proposals", "proposals.db")


def working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch, run: Run, record: str) -> Path:
    """Write the data and the file, and work in that folder."""
    (folder / "data").mkdir()
    (folder / "data" / "b.ttl").write_text(HEAD + record)
    (folder / "new.ttl").write_text(HEAD + "organisation:B foaf:homepage <https://new.example> .")
    monkeypatch.chdir(folder)
    run("format", "data")
    return folder
