"""A change of the graph as it is asked for: an update, or documents for one graph or all of them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from sdggraph import vocab
from sdggraph.sparql.interface import Dataset
from sdggraph.workers.json_pieces import TextPieces


class Kind(StrEnum):
    """What is to be done."""

    UPDATE = "update"  # a SPARQL Update
    REPLACE = "replace"  # put documents in the place of a graph
    MERGE = "merge"  # add documents to a graph, or to those that they name
    REMOVE = "remove"  # take a graph away
    RESTORE = "restore"  # put documents in the place of all graphs


class Document(NamedTuple):
    """RDF as it was sent."""

    text: str | TextPieces  # in pieces only on its way to another process
    format: str  # the name of one of `sparql.formats.DUMP_FORMATS`

    @property
    def whole(self) -> str:
        """The text in one piece."""
        return self.text if isinstance(self.text, str) else "".join(self.text.pieces)


class Change(NamedTuple):
    """What somebody asks to change. It is data, and can be sent to another process."""

    kind: Kind
    graph: str | None = None  # that is replaced, added to or taken away; None: those that the documents name
    documents: tuple[Document, ...] = ()
    update: str = ""
    default: str = vocab.DATA_GRAPH  # the graph that an update means where it names none
    base: str = ""  # against which relative IRIs of an update are read; empty: the default graph
    using: Dataset | None = None  # what the WHERE of an update reads
    only: str | None = None  # the one graph that an update may change
    digest: str = ""  # of the request, for the list of changes

    @classmethod
    def of_update(
        cls,
        text: str,
        *,
        default: str = vocab.DATA_GRAPH,
        base: str = "",
        using: Dataset | None = None,
        only: str | None = None,
    ) -> Change:
        """A SPARQL Update."""
        return cls(Kind.UPDATE, update=text, default=default, base=base, using=using, only=only, digest=digest_of(text))

    @classmethod
    def of_removal(cls, graph: str) -> Change:
        """A graph that is to go."""
        return cls(Kind.REMOVE, graph, digest=digest_of(""))

    def packed(self) -> dict[str, Any]:
        """The change as plain values that JSON can hold."""
        return self._asdict()

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Change:
        """The change that `packed` wrote.

        >>> change = Change.of_update("CLEAR ALL", using=Dataset(("urn:a",), ()))
        >>> import json
        >>> Change.read(json.loads(json.dumps(change.packed()))) == change
        True
        """
        using = fields["using"]
        return cls(**fields)._replace(
            kind=Kind(fields["kind"]),
            documents=tuple(Document(*each) for each in fields["documents"]),
            using=None if using is None else Dataset(tuple(using[0]), tuple(using[1])),
        )


def digest_of(text: str) -> str:
    """The name of a request with this text in the list of changes: its SHA-256 (RFC 6920).

    >>> digest_of("")
    '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
