"""The tasks: one function for each thing that a person can ask for. They combine all other parts."""

from typing import TYPE_CHECKING

import lazy_loader as lazy

if TYPE_CHECKING:
    from sdggraph.tasks.centres import Profile as Profile
    from sdggraph.tasks.centres import centres as centres
    from sdggraph.tasks.centres import show as show
    from sdggraph.tasks.coverage import coverage as coverage
    from sdggraph.tasks.diff import difference as difference
    from sdggraph.tasks.evaluation import Way as Way
    from sdggraph.tasks.evaluation import evaluate as evaluate
    from sdggraph.tasks.evaluation import evaluate_csv as evaluate_csv
    from sdggraph.tasks.export import describe as describe
    from sdggraph.tasks.export import export as export
    from sdggraph.tasks.export import export_into as export_into
    from sdggraph.tasks.export import graph_as_turtle as graph_as_turtle
    from sdggraph.tasks.export import to_networkx as to_networkx
    from sdggraph.tasks.export import to_rdflib as to_rdflib
    from sdggraph.tasks.export import with_editorial_notes as with_editorial_notes
    from sdggraph.tasks.format_turtle import format_files as format_files
    from sdggraph.tasks.gaps import gaps as gaps
    from sdggraph.tasks.gaps import network_gaps as network_gaps
    from sdggraph.tasks.meet import meet as meet
    from sdggraph.tasks.network import network as network
    from sdggraph.tasks.network import network_changes as network_changes
    from sdggraph.tasks.network import network_file as network_file
    from sdggraph.tasks.network import path as path
    from sdggraph.tasks.partners import explain as explain
    from sdggraph.tasks.partners import read_weights as read_weights
    from sdggraph.tasks.partners import suggest_partners as suggest_partners
    from sdggraph.tasks.partners import suggestions_as_turtle as suggestions_as_turtle
    from sdggraph.tasks.publication import publish as publish
    from sdggraph.tasks.queries import NamedQuery as NamedQuery
    from sdggraph.tasks.queries import find_query as find_query
    from sdggraph.tasks.queries import queries as queries
    from sdggraph.tasks.queries import query_text as query_text
    from sdggraph.tasks.queries import run_named as run_named
    from sdggraph.tasks.queries import run_text as run_text
    from sdggraph.tasks.source import Source as Source
    from sdggraph.tasks.validation import report_as_turtle as report_as_turtle
    from sdggraph.tasks.validation import validate as validate

# a task loads on first use (SPEC 1)
__getattr__, __dir__, __all__ = lazy.attach(
    __name__,
    submod_attrs={
        "centres": ["Profile", "centres", "show"],
        "coverage": ["coverage"],
        "diff": ["difference"],
        "evaluation": ["Way", "evaluate", "evaluate_csv"],
        "export": [
            "describe",
            "export",
            "export_into",
            "graph_as_turtle",
            "to_networkx",
            "to_rdflib",
            "with_editorial_notes",
        ],
        "format_turtle": ["format_files"],
        "gaps": ["gaps", "network_gaps"],
        "meet": ["meet"],
        "network": ["network", "network_changes", "network_file", "path"],
        "partners": ["explain", "read_weights", "suggest_partners", "suggestions_as_turtle"],
        "publication": ["publish"],
        "queries": ["NamedQuery", "find_query", "queries", "query_text", "run_named", "run_text"],
        "source": ["Source"],
        "validation": ["report_as_turtle", "validate"],
    },
)
