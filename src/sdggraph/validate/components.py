"""SHACL components that replace pySHACL's: datatypes as a store keeps them, and patterns as SPARQL reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pyshacl.constraints import CONSTRAINT_PARAMETERS_MAP
from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent, StringBasedConstraintBase
from pyshacl.constraints.core.value_constraints import DatatypeConstraintComponent
from pyshacl.pytypes import SHACLExecutor
from rdflib import SH, Literal
from rdflib.term import Node

from sdggraph.sparql.xpath_patterns import compiled
from sdggraph.validate.derived_types import DERIVED, is_well_formed, may_have_been


class _Datatype(DatatypeConstraintComponent):
    """sh:datatype, for values that a store may have converted to another type."""

    def evaluate(
        self, executor: SHACLExecutor, target_graph: Any, focus_value_nodes: dict[Node, set[Node]], path: list[Any]
    ) -> Any:
        if self.datatype_rule in DERIVED and not getattr(executor, "exact", False):
            focus_value_nodes = {
                focus: {value for value in values if not may_have_been(value, self.datatype_rule)}
                for focus, values in focus_value_nodes.items()
            }
        return super().evaluate(executor, target_graph, focus_value_nodes, path)

    def _assert_actual_datatype(self, value_node: Literal, datatype_rule: Node) -> bool:
        return is_well_formed(value_node) and bool(
            super()._assert_actual_datatype(value_node, datatype_rule)  # type: ignore[no-untyped-call]
        )


class _Pattern(PatternConstraintComponent):
    """sh:pattern as SPARQL's REGEX reads it (SHACL 4.4.3); pySHACL takes it for a Python expression."""

    def __init__(self, shape: Any) -> None:
        StringBasedConstraintBase.__init__(self, shape)
        self.string_rules = list(shape.objects(SH.pattern))
        self.flags = next(iter(shape.objects(SH.flags)), None)
        flags = "" if self.flags is None else str(self.flags)
        matchers: dict[Any, Any] = {rule: compiled(str(rule), flags).pattern for rule in self.string_rules}
        self.compiled_cache = matchers


COMPONENTS: Final[Mapping[Any, Any]] = {**CONSTRAINT_PARAMETERS_MAP, SH.datatype: _Datatype, SH.pattern: _Pattern}
