"""Analysis: functions from plain values to plain values, without RDF, HTTP or files."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.analysis.network import to_networkx as to_networkx

# NetworkX loads with the first graph (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"network": ["to_networkx"]})
