"""The English of every message, by key. It is the only place: terminal, JSON, posters, report and pages read it.

An entry is written as gettext needs it: the English is the name of the sentence in the catalogue of another language.
A value stands in braces. A number that changes the words around it has two forms, for one and for more. A translator
may use more forms, and any order of the values. A list of names is one value; `text` joins it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sdggraph.messages import analysis_entries as analysis
from sdggraph.messages import record_entries as records
from sdggraph.messages.entry import Entry, plural, sentence
from sdggraph.messages.message import Style

JOINTS: Final[Mapping[Style, str]] = {
    "commas": sentence("{before}, {after}").one,
    "and": sentence("{before}, {after}").one,
    "clauses": sentence("{before}; {after}").one,
    "sentences": sentence("{before} {after}").one,
}
LAST: Final = sentence("{before} and {last}").one
MORE: Final = plural("{count} more", "{count} more")[:2]

CATALOGUE: Final[dict[str, Entry]] = {
    **records.COUNTS,
    **records.STANDINGS,
    **records.PAIRS,
    **records.PICTURES,
    **records.COVERAGE,
    **analysis.SIGNALS,
    **analysis.GAPS,
    **analysis.GAP_LISTS,
    **analysis.MEETINGS,
    **analysis.NETWORK,
    **analysis.EVALUATION,
}
