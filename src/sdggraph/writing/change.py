"""A requested change of the graph: an update, or documents for one graph or all graphs."""

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
    """The kind of a change."""

    UPDATE = "update"  # a SPARQL Update
    REPLACE = "replace"  # replace a graph by documents
    MERGE = "merge"  # add documents to a graph, or to the graphs that they name
    REMOVE = "remove"  # delete a graph
    RESTORE = "restore"  # replace all graphs by documents


class Document(NamedTuple):
    """RDF as it was sent."""

    text: str | TextPieces  # in pieces only on the way to another process
    format: str  # the name of one of `sparql.formats.DUMP_FORMATS`

    @property
    def whole(self) -> str:
        """The text in one piece."""
        return self.text if isinstance(self.text, str) else "".join(self.text.pieces)


class Change(NamedTuple):
    """A requested change. It is plain data, and can be sent to another process."""

    kind: Kind
    graph: str | None = None  # the graph to replace, extend or delete; None: the graphs that the documents name
    documents: tuple[Document, ...] = ()
    update: str = ""
    default: str = vocab.DATA_GRAPH  # the graph that an update uses where it names none
    base: str = ""  # the base of relative IRIs in an update; empty: the default graph
    using: Dataset | None = None  # the dataset that the WHERE clause reads
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
        """Make a change from a SPARQL Update."""
        return cls(Kind.UPDATE, update=text, default=default, base=base, using=using, only=only, digest=digest_of(text))

    @classmethod
    def of_removal(cls, graph: str) -> Change:
        """Make a change that deletes a graph."""
        return cls(Kind.REMOVE, graph, digest=digest_of(""))

    def packed(self) -> dict[str, Any]:
        """Return the change as JSON values."""
        return self._asdict()

    @classmethod
    def read(cls, fields: Mapping[str, Any]) -> Change:
        """Restore the change that `packed` wrote.

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
    """Return the SHA-256 of a request, which identifies it in the list of changes (RFC 6920).

    >>> digest_of("")
    '47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'
    """
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
