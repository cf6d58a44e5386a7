"""Committing a proposed change to a store on disk, with an entry in the list of changes."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.numbers import counted
from sdggraph.store.difference import PackedDifference
from sdggraph.store.disk_writer import DiskStore
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change
from sdggraph.writing.proposal import Proposal, propose
from sdggraph.writing.scope import WHOLE

CHANGES_GRAPH: Final = f"{vocab.GRAPH}changes"
_NAMED: Final = 1000  # things named in one entry of the list of changes


class Author(NamedTuple):
    """The writer of a change and the scope of their rights."""

    name: str
    scope: str = WHOLE


def with_entry(
    disk: DiskStore,
    proposal: Proposal,
    author: Author,
    change: Change,
    request: str,
    *,
    about: Callable[[ox.NamedNode], Iterable[ox.Quad]] = lambda _: (),
) -> PackedDifference:
    """Return the difference of a proposal together with its entry for the list of changes.

    `request` describes in a few words how the change arrived, such as "POST /update". `about` yields further statements
    about the entry, whose IRI it gets.
    """
    activity = ox.NamedNode(f"{vocab.BASE}change/{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}")
    entry = [*_entry(activity, proposal, author, change, request), *about(activity)]
    # the author may be on record already
    return proposal.difference.with_added(quad for quad in entry if not disk.holds(quad))


def _entry(activity: ox.NamedNode, proposal: Proposal, author: Author, change: Change, request: str) -> list[ox.Quad]:
    """Describe who changed what and when, in PROV."""
    now = datetime.now(UTC)
    agent = ox.NamedNode(f"{vocab.BASE}token/{quote(author.name, safe='')}")
    moment = ox.Literal(now.isoformat(timespec="milliseconds"), datatype=_iri("xsd", "dateTime"))
    said = f"{request}: {counted(proposal.added, 'statement')} added, {proposal.removed} removed"
    found: list[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]] = [
        (activity, _iri("rdf", "type"), _iri("prov", "Activity")),
        (activity, _iri("prov", "startedAtTime"), moment),
        (activity, _iri("prov", "wasAssociatedWith"), agent),
        # the request, identified by its hash (RFC 6920)
        (activity, _iri("prov", "used"), ox.NamedNode(f"ni:///sha-256;{change.digest}")),
        (activity, _iri("rdfs", "comment"), ox.Literal(said, language="en")),
        (agent, _iri("rdf", "type"), _iri("prov", "Agent")),
        (agent, _iri("rdfs", "label"), ox.Literal(author.name)),
    ]
    found += [(activity, _iri("prov", "generated"), ox.NamedNode(iri)) for iri in proposal.subjects[:_NAMED]]
    return [ox.Quad(*triple, ox.NamedNode(CHANGES_GRAPH)) for triple in found]


def _iri(prefix: str, name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{vocab.PREFIXES[prefix]}{name}")


class StoreWriter:
    """Writes to a store on disk from this process: each change is proposed, checked and committed.

    The server does the same in several processes: `sdggraph.web.write.writer`.
    """

    def __init__(self, disk: DiskStore, ontology: Path) -> None:
        self._disk = disk
        self._ontology = ontology

    def write(self, change: Change, author: Author, request: str) -> Proposal:
        """Apply a change and return its proposal. When this returns, the change is on disk.

        Raises Forbidden, Invalid, NotFound, CannotWrite, and what reading the request raises; then nothing was changed.
        """
        proposal = propose(self._copy(), change, author.scope, self._ontology)
        if not proposal.empty:
            self._disk.apply(with_entry(self._disk, proposal, author, change, request).unpacked())
        return proposal

    def _copy(self) -> MemoryStore:
        copy = MemoryStore()
        self._disk.copy_into(copy)
        return copy
