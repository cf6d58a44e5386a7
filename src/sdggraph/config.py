"""The settings, read once."""

from __future__ import annotations

import csv
import os
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sdggraph.errors import BadData, BadParameter, CannotRead
from sdggraph.numbers import is_decimal

_HEADERS = frozenset({"code", "centre", "center", "one", "a"})  # accepted names in the first line
_PAIR = 2
_YES, _NO = ("yes", "true", "1", "on"), ("no", "false", "0", "off")


class Endpoint(NamedTuple):
    """A SPARQL 1.1 endpoint and its credentials.

    `updates` is the address for updates, if it is another one. `seconds` is the time limit of an answer, unless the
    request sets one. Secrets are not shown:

    >>> Endpoint("https://example.org/sparql", user="desk", password="s3cret")
    Endpoint('https://example.org/sparql')
    """

    url: str
    updates: str | None = None
    user: str = ""
    password: str = ""
    token: str = ""
    seconds: float = 60.0

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r})"


class Settings(NamedTuple):
    """The sources of the graph.

    `ontology`, `data` and `queries` are folders. `store` is the folder of an on-disk store, and `endpoint` a remote
    store; each is used instead of the data if given. `cache` is the folder for compiled records; None for no cache.
    """

    ontology: Path
    data: Path
    queries: Path
    store: Path | None = None
    cache: Path | None = None
    endpoint: Endpoint | None = None
    # centres and pairs that the operator excludes from every list, as written
    not_suggested: tuple[tuple[str, ...], ...] = ()
    editorial_notes: bool = False  # whether editorial notes are read, shown and served too

    @classmethod
    def read(
        cls,
        environment: Mapping[str, str] = os.environ,
        *,
        data: Path | None = None,
        store: Path | None = None,
        endpoint: str | None = None,
        not_suggested: Path | None = None,
    ) -> Settings:
        """Read the settings: from the arguments, then SDGGRAPH_* variables, then the package.

        SDGGRAPH_DATA, SDGGRAPH_STORE, SDGGRAPH_ENDPOINT: as the arguments. SDGGRAPH_CACHE: a folder, or empty for no
        cache. For the endpoint: SDGGRAPH_ENDPOINT_USER and SDGGRAPH_ENDPOINT_PASSWORD, or SDGGRAPH_ENDPOINT_TOKEN;
        SDGGRAPH_ENDPOINT_UPDATE (the address for updates) and SDGGRAPH_ENDPOINT_TIMEOUT (seconds).
        SDGGRAPH_NOT_SUGGESTED: a CSV file, see `read_not_suggested`. SDGGRAPH_EDITORIAL_NOTES: "yes" to read, show and
        serve editorial notes too. Raises BadParameter for an endpoint together with
        data or a store, and for an invalid number.
        """
        if endpoint is not None and (data or store):
            raise BadParameter("An endpoint has its own data.", "Give an endpoint, or data or a store.")
        if endpoint is None and not (data or store):
            endpoint = environment.get("SDGGRAPH_ENDPOINT") or None
        home = packaged()
        named_wishes = environment.get("SDGGRAPH_NOT_SUGGESTED")
        wishes = not_suggested or (Path(named_wishes) if named_wishes else None)
        named_data, named_store = environment.get("SDGGRAPH_DATA"), environment.get("SDGGRAPH_STORE")
        return cls(
            ontology=home / "ontology",
            data=data or (Path(named_data) if named_data else home / "data"),
            queries=home / "queries",
            store=store or (Path(named_store) if named_store else None),
            # the cache knows the records without the notes
            cache=None if _is_yes(environment, "SDGGRAPH_EDITORIAL_NOTES") else _cache(environment),
            endpoint=_endpoint(environment, endpoint) if endpoint is not None else None,
            not_suggested=read_not_suggested(wishes) if wishes else (),
            editorial_notes=_is_yes(environment, "SDGGRAPH_EDITORIAL_NOTES"),
        )


def read_not_suggested(file: Path) -> tuple[tuple[str, ...], ...]:
    """Read a CSV file with a centre, or a pair of centres, on each line; a header and lines that begin with # are
    skipped.

    Raises CannotRead, and BadData with the line for one that names three or more.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRead(f"{file} cannot be read.", "Give a CSV file in UTF-8 that is there.") from error
    found = []
    for number, cells in enumerate(csv.reader(text.splitlines()), start=1):
        row = tuple(cell.strip() for cell in cells if cell.strip())
        if not row or row[0].startswith("#") or (number == 1 and row[0].casefold() in _HEADERS):
            continue
        if len(row) > _PAIR:
            raise BadData("a line names one centre or two.", "Write CODE or CODE,OTHER.", file=str(file), line=number)
        found.append(row)
    return tuple(found)


def packaged() -> Path:
    """Return the folder with ontology/, data/ and queries/: inside the installed package, else the checkout."""
    here = Path(__file__).resolve().parent
    for home in (here / "files", here.parents[1]):
        if (home / "ontology" / "sdggraph.ttl").is_file():
            return home
    raise CannotRead("The packaged ontology is missing.", "Install sdggraph again.")


def _is_yes(environment: Mapping[str, str], name: str) -> bool:
    """Whether a variable says yes. Raises BadParameter for what is neither yes nor no."""
    said = environment.get(name, "").strip().casefold()
    if said not in ("", *_YES, *_NO):
        raise BadParameter(f"{name} is {said!r}.", "Write yes or no.")
    return said in _YES


def _cache(environment: Mapping[str, str]) -> Path | None:
    named = environment.get("SDGGRAPH_CACHE")
    if named is not None:
        return Path(named) if named else None
    base = environment.get("XDG_CACHE_HOME") or (f"{environment['HOME']}/.cache" if "HOME" in environment else "")
    return Path(base) / "sdggraph" if base else None


def _endpoint(environment: Mapping[str, str], url: str) -> Endpoint:
    return Endpoint(
        url,
        updates=environment.get("SDGGRAPH_ENDPOINT_UPDATE") or None,
        user=environment.get("SDGGRAPH_ENDPOINT_USER", ""),
        password=environment.get("SDGGRAPH_ENDPOINT_PASSWORD", ""),
        token=environment.get("SDGGRAPH_ENDPOINT_TOKEN", ""),
        seconds=_seconds(environment.get("SDGGRAPH_ENDPOINT_TIMEOUT", "")),
    )


def _seconds(text: str) -> float:
    seconds = float(text or 60) if is_decimal(text or "60") else 0.0
    if not 0 < seconds < 86_400:
        raise BadParameter(f"SDGGRAPH_ENDPOINT_TIMEOUT is {text!r}.", "Write a number of seconds, such as 60.")
    return seconds
