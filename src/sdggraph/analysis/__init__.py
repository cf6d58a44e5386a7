"""The analysis room: plain values in, plain values out."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.analysis.network import to_networkx as to_networkx

# NetworkX loads with the first graph that is asked for (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"network": ["to_networkx"]})
