"""An opened graph: from settings to store and records, each loaded on first use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sdggraph import store as stores
from sdggraph import vocab
from sdggraph.config import Settings
from sdggraph.errors import CannotRead, Refused
from sdggraph.model import cache, reader
from sdggraph.model.records import Network, NotSuggested
from sdggraph.tasks.lookup import find_organisation

if TYPE_CHECKING:
    from sdggraph.sparql.interface import Store
    from sdggraph.store.embedded import EmbeddedStore
    from sdggraph.store.remote.store import RemoteStore

Progress = Callable[[Iterable[Path]], Iterable[Path]]
_MOST_COPIED = 5_000_000  # statements of a store on disk, about 2 GB
_HOLDS_NOTES = f"ASK {{ VALUES ?note {{ <{'> <'.join(vocab.EDITORIAL_NOTES)}> }} ?thing ?note ?text }}"


class Source:
    """The graph of some settings. Nothing is loaded before it is needed."""

    def __init__(self, settings: Settings, progress: Progress = lambda paths: paths) -> None:
        self.settings = settings
        self.progress = progress

    @cached_property
    def store(self) -> Store:
        """The store: remote or on disk where the settings name one, else in memory from the files.

        A store on disk is filled on first use; a remote one never is.
        """
        if self._remote is not None:
            return self._remote
        place = self.settings.store
        if place is None:
            notes = self.settings.editorial_notes
            empty = stores.EmbeddedStore.in_memory()
            return stores.fill(empty, self.settings.ontology, self._data(), self.progress, editorial_notes=notes)
        if not (place.is_dir() and any(place.iterdir())):
            notes = self.settings.editorial_notes
            stores.fill_new(place, self.settings.ontology, self._data(), self.progress, editorial_notes=notes)
        held = stores.open_to_read(place)
        return held if self.settings.editorial_notes else _without_notes(held, place)

    @cached_property
    def network(self) -> Network:
        """The records of the whole network, with the operator's exclusions. Raises NotFound."""
        network = self._network()
        wishes = self.settings.not_suggested
        return network._replace(not_suggested=not_suggested(network, wishes)) if wishes else network

    def _network(self) -> Network:
        """The records, compiled once for each state of the files, or of the endpoint's data."""
        remote = self._remote
        if remote is not None:
            state = f"{cache.stamp([])}\n{remote.url} {remote.fingerprint()}"
            return cache.kept(self.settings.cache, remote.url, state, lambda: reader.read_network(remote))
        if self.settings.store is not None:
            return reader.read_network(self.store)
        return cache.cached(self.settings.cache, self._files(), lambda: reader.read_network(self.store))

    @cached_property
    def _remote(self) -> RemoteStore | None:
        endpoint = self.settings.endpoint
        return None if endpoint is None else stores.RemoteStore(endpoint)

    def _data(self) -> list[Path]:
        return stores.turtle_files(self.settings.data)

    def _files(self) -> list[str]:
        return sorted(_below(str(self.settings.ontology))) + sorted(_below(str(self.settings.data)))


def _without_notes(held: EmbeddedStore, place: Path) -> EmbeddedStore:
    """Return the store, or a copy in memory without its editorial notes. Raises Refused if the store is too large to
    copy.
    """
    if not held.query(_HOLDS_NOTES).boolean():
        return held
    if len(held) > _MOST_COPIED:
        raise Refused(
            f"{place} holds editorial notes, which are not for readers.",
            "Delete them there by an update, or set SDGGRAPH_EDITORIAL_NOTES=yes to show them.",
        )
    copy = stores.EmbeddedStore.in_memory()
    copy.add_quads(held.all_quads())
    copy.forget(vocab.EDITORIAL_NOTES)
    return copy


def not_suggested(network: Network, wishes: Iterable[tuple[str, ...]]) -> NotSuggested:
    """Resolve the names to exclude, in addition to those that the network has already. Raises NotFound for a wrong
    name.
    """
    held = network.not_suggested
    codes = [[find_organisation(network, words).code for words in wish] for wish in wishes]
    alone = held.centres | {each[0] for each in codes if len(set(each)) == 1}
    return NotSuggested(alone, held.pairs | {frozenset(each) for each in codes if len(set(each)) > 1})


def _below(place: str) -> Iterable[str]:
    """Yield every file at or below a place. It runs at every start and uses os.scandir, because pathlib takes four
    times as long.
    """
    if os.path.isfile(place):
        yield place
        return
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    yield from _below(entry.path)
                else:
                    yield entry.path
    except OSError as error:
        raise CannotRead(
            f"{place} cannot be read: {error.strerror}.", "Check the name, and your permission to read it."
        ) from error
