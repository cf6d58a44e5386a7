"""The published tables: CSV, their schema and the workbook."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.publish.tables import xlsx as xlsx

# the workbook library loads with the first workbook (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(__name__, submodules=["xlsx"])
