"""Where things are, read once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sdggraph.errors import CannotRead


class Settings(NamedTuple):
    """Where the graph comes from.

    `ontology`, `data` and `queries` are folders; `store` is the folder of an on-disk store, used
    instead of them where it is given; `cache` keeps compiled records, and None keeps none.
    """

    ontology: Path
    data: Path
    queries: Path
    store: Path | None = None
    cache: Path | None = None

    @classmethod
    def read(
        cls, environment: Mapping[str, str] = os.environ, *, data: Path | None = None, store: Path | None = None
    ) -> Settings:
        """The settings of this machine: arguments first, then SDGGRAPH_* variables, then what is packaged.

        SDGGRAPH_DATA, SDGGRAPH_STORE: as the arguments. SDGGRAPH_CACHE: a folder, or empty for no cache.
        """
        home = packaged()
        named_data, named_store = environment.get("SDGGRAPH_DATA"), environment.get("SDGGRAPH_STORE")
        return cls(
            ontology=home / "ontology",
            data=data or (Path(named_data) if named_data else home / "data"),
            queries=home / "queries",
            store=store or (Path(named_store) if named_store else None),
            cache=_cache(environment),
        )


def packaged() -> Path:
    """The folder that holds ontology/, data/ and queries/: inside the installed package, else the checkout."""
    here = Path(__file__).resolve().parent
    for home in (here / "files", here.parents[1]):
        if (home / "ontology" / "sdggraph.ttl").is_file():
            return home
    raise CannotRead("The packaged ontology is missing.", "Install sdggraph again.")


def _cache(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("SDGGRAPH_CACHE")
    if named is not None:
        return Path(named) if named else None
    base = environment.get("XDG_CACHE_HOME") or (f"{environment['HOME']}/.cache" if "HOME" in environment else "")
    return Path(base) / "sdggraph" if base else None
