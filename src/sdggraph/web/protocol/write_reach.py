"""Rights that can be checked before the body of a request is read."""

from __future__ import annotations

from typing import Final

from sdggraph import vocab
from sdggraph.errors import Forbidden
from sdggraph.web.options import Options
from sdggraph.web.write.tokens import Token
from sdggraph.writing.rehearsal import OURS, kept_by_the_software
from sdggraph.writing.scope import ONE, WHOLE

_MOST: Final = 1 << 28  # bytes that a compressed body may unpack to: a backup of some millions of statements


def check_reach(token: Token, graph: str | None, *, all_graphs: bool = False) -> None:
    """Raise Forbidden if the token allows no write at all to that graph, or to all graphs.

    Whether a particular write is allowed depends on its statements; the worker checks that.
    """
    if graph in OURS:
        raise kept_by_the_software()
    if token.scope != WHOLE and (all_graphs or graph not in (None, vocab.DATA_GRAPH)):
        raise Forbidden(
            f"This token is for the record of {token.scope.removeprefix(ONE)}, "
            "and this changes statements outside of the data graph.",
            "Change the organisation itself, its contributions, its statuses and its hostings; nothing was changed.",
        )


def most_unpacked(token: Token, options: Options) -> int:
    """Return the bytes that this holder's body may unpack to; one record needs no more than an uncompressed request."""
    return _MOST if token.scope == WHOLE else options.body
