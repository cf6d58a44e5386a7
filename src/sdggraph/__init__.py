"""sdggraph: UNESCO's science centres, their contributions to the SDGs, and the partners they have not met yet.

>>> import sdggraph
>>> g = sdggraph.open()
>>> g.show("HIST").organisation.country
'CHN'
"""

from typing import TYPE_CHECKING

import lazy_loader as lazy

from sdggraph.version import __version__ as __version__

if TYPE_CHECKING:
    from sdggraph.errors import SdgGraphError as SdgGraphError
    from sdggraph.graph import Graph as Graph
    from sdggraph.graph import open as open  # noqa: A004  # as in gzip.open
    from sdggraph.sparql.interface import Limits as Limits

# nothing heavy loads with the package itself (SPEC 1)
__getattr__, __dir__, _ = lazy.attach(
    __name__, submod_attrs={"errors": ["SdgGraphError"], "graph": ["Graph", "open"], "sparql.interface": ["Limits"]}
)
__all__ = ["Graph", "Limits", "SdgGraphError", "__version__", "open"]
