"""The publishing room: the graph as files that other portals harvest, all of them or none."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.publish import xlsx as xlsx

# the workbook's library loads with the first workbook (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(__name__, submodules=["xlsx"])
