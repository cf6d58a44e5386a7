"""Presentation: results as text, tables and files, for people and programs."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.present import evaluation as evaluation
    from sdggraph.present import full_record_json as full_record_json
    from sdggraph.present import organisations as organisations
    from sdggraph.present import partners as partners
    from sdggraph.present import report as report
    from sdggraph.present import table as table
    from sdggraph.present import turtle as turtle

# each page loads on first use (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(
    __name__, submodules=["evaluation", "full_record_json", "organisations", "partners", "report", "table", "turtle"]
)
