"""The packaged graph as a published folder, made once for all test processes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from sdggraph.tasks import Source
from sdggraph.tasks.publication import publish
from tests.sharing import made_once

BASE = "https://example.org/sdggraph/"
ENDPOINT = "https://example.org/sparql"


def published(source: Source, places: pytest.TempPathFactory) -> Path:
    """The folder of this run."""
    make = partial(publish, source, base=BASE, endpoint=ENDPOINT, publisher="The desk", contact="desk@example.org")
    return made_once(places, "published", make)
