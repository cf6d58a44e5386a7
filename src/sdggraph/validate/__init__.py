"""Validation of the data by the SHACL shapes: violations, warnings and hints.

pySHACL decides. For a large store, a screen compiled from the same shapes to SPARQL first finds the few things that
pySHACL must check. The report is the same, and tests prove it. Everything here loads on first use, because rdflib and
pySHACL take much of a second to import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.validate.affected_nodes import Statement as Statement
    from sdggraph.validate.affected_nodes import affected as affected
    from sdggraph.validate.contents import Contents as Contents
    from sdggraph.validate.contents import Vocabulary as Vocabulary
    from sdggraph.validate.nearest_values import Lists as Lists
    from sdggraph.validate.report import Finding as Finding
    from sdggraph.validate.report import Report as Report
    from sdggraph.validate.report import Severity as Severity
    from sdggraph.validate.rule_dependencies import Mentioned as Mentioned
    from sdggraph.validate.rule_dependencies import concerned as concerned
    from sdggraph.validate.rule_dependencies import mentioned as mentioned
    from sdggraph.validate.shapes import load as load
    from sdggraph.validate.shapes import of_quads as of_quads
    from sdggraph.validate.source_lines import locate as locate
    from sdggraph.validate.source_lines import located as located
    from sdggraph.validate.terms import Terms as Terms
    from sdggraph.validate.turtle import to_turtle as to_turtle
    from sdggraph.validate.validation import validate as validate
    from sdggraph.validate.validation import validate_alone as validate_alone
    from sdggraph.validate.validation import validate_store as validate_store

__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "affected_nodes": ["Statement", "affected"],
        "contents": ["Contents", "Vocabulary"],
        "source_lines": ["locate", "located"],
        "nearest_values": ["Lists"],
        "rule_dependencies": ["Mentioned", "concerned", "mentioned"],
        "shapes": ["load", "of_quads"],
        "report": ["Finding", "Report", "Severity"],
        "terms": ["Terms"],
        "turtle": ["to_turtle"],
        "validation": ["validate", "validate_alone", "validate_store"],
    },
)
