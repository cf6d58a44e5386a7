"""The model: the graph as records, and conversions from and to it."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.model.to_rdflib import to_rdflib as to_rdflib

# rdflib loads with the first conversion (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"to_rdflib": ["to_rdflib"]})
