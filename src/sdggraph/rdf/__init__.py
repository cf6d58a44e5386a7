"""RDF text: parsing, canonical Turtle and JSON-LD."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.rdf.canonical_turtle import canonical as canonical

# the engine loads with the first text that is parsed (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(__name__, submod_attrs={"canonical_turtle": ["canonical"]})
