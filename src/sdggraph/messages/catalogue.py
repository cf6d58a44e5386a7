"""The English of every message, by key. It is the only place: terminal, JSON, posters, report and pages read it.

An entry is written as gettext needs it: the English is the name of the sentence in the catalogue of another language.
A value stands in braces. A number that changes the words around it has two forms, for one and for more. A translator
may use more forms, and any order of the values. A list of names is one value; `text` joins it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from sdggraph.messages.message import Style


class Entry(NamedTuple):
    """The English of a message: one sentence, or two forms and the value that chooses between them."""

    one: str
    many: str = ""
    by: str = ""


def sentence(english: str) -> Entry:
    """Return the entry of a sentence without a number that changes it."""
    return Entry(english)


def plural(one: str, many: str, by: str = "count") -> Entry:
    """Return the entry of a sentence that depends on a number, the value with the name `by`."""
    return Entry(one, many, by)


def msgid(english: str) -> str:
    """Return a text as it is, and mark it for translation: a page shows it by the filter `translated`."""
    return english


JOINTS: Final[Mapping[Style, str]] = {
    "commas": sentence("{before}, {after}").one,
    "and": sentence("{before}, {after}").one,
    "clauses": sentence("{before}; {after}").one,
    "sentences": sentence("{before} {after}").one,
}
LAST: Final = sentence("{before} and {last}").one
MORE: Final = plural("{count} more", "{count} more")[:2]

_COUNTS: Final = {
    "parts": Entry("{parts}"),  # nothing to translate
    "count.centres": plural("{count:,} centre", "{count:,} centres"),
    "count.partners-strong": plural("{count:,} partner by strong links", "{count:,} partners by strong links"),
    "count.weak": plural("{count} by weak ties only", "{count} by weak ties only"),
}

_SIGNALS: Final = {
    "theme.shared": sentence("both work on {themes}"),
    "theme.within": sentence("both work within {themes}"),
    "theme.not-common": sentence("no theme in common"),
    "theme.unknown": sentence("no theme on record for {code}"),
    "theme.unknown-both": sentence("no theme on record for {code} and {other}"),
    "goals.shared": plural(
        "both contribute to {aims} ({stated} of {count:,} contribution stated, the rest inferred)",
        "both contribute to {aims} ({stated} of {count:,} contributions stated, the rest inferred)",
    ),
    "goals.within": plural(
        "both contribute to targets of goal {aims} ({stated} of {count:,} contribution stated, the rest inferred)",
        "both contribute to targets of goal {aims} ({stated} of {count:,} contributions stated, the rest inferred)",
    ),
    "contribution.not-common": sentence("no contribution in common"),
    "contribution.unknown": sentence("no contribution on record for {code}"),
    "contribution.unknown-both": sentence("no contribution on record for {code} and {other}"),
    "region.country": sentence("same country: {country}"),
    "region.subregion": sentence("same sub-region: {subregion}"),
    "region.region": sentence("same UNESCO region: {region}"),
    "region.different": sentence("different regions: {region} and {other}"),
    "country.not-common": sentence("no country in common"),
    "country.unknown": sentence("no country on record for {code}"),
    "country.unknown-both": sentence("no country on record for {code} and {other}"),
    "complement.linked": sentence("targets that belong together: {targets}"),
    "complement.pair": sentence("{target} with {other}"),
    "linked-target.not-common": sentence("no linked target in common"),
    "linked-target.unknown": sentence("no linked target on record for {code}"),
    "linked-target.unknown-both": sentence("no linked target on record for {code} and {other}"),
    "network.shared": sentence("both cooperate with {partners}"),
    "partner.not-common": sentence("no partner in common"),
    "partner.unknown": sentence("no partner on record for {code}"),
    "partner.unknown-both": sentence("no partner on record for {code} and {other}"),
    "south-south.both": sentence("both in the Group of 77"),
    "south-south.outside": sentence("not in the Group of 77: {country}"),
    "south-south.outside-both": sentence("not in the Group of 77: {country} and {other}"),
    "openness.partners": sentence("partners on record: {code} {partners}, {other} {other_partners}"),
}

_GAPS: Final = {
    "gap.neighbours-stated": plural(
        "{count} of the {nearest} nearest centres contribute to it ({stated} by a stated contribution)",
        "{count} of the {nearest} nearest centres contribute to it ({stated} by a stated contribution)",
    ),
    "gap.neighbours-inferred": plural(
        "{count} of the {nearest} nearest centres contribute to it (all inferred)",
        "{count} of the {nearest} nearest centres contribute to it (all inferred)",
    ),
    "gap.linked": sentence("close in topic to {targets}, which {code} serves"),
    "gap.linked-target": sentence("{target} ({nearness:.2f})"),
    "gap.contributors": plural(
        "{count} of all {centres} with anything on record does", "{count} of all {centres} with anything on record do"
    ),
    "gap.no-contributor": sentence("no centre on record contributes to it yet"),
    "gap.goal-as-a-whole": sentence("{code} names goal {goal} as a whole"),
    "gap.group": plural(
        "{count} of {centres} with anything on record contributes ({percent} %),"
        " elsewhere {elsewhere} of {of} ({percent_elsewhere} %)",
        "{count} of {centres} with anything on record contribute ({percent} %),"
        " elsewhere {elsewhere} of {of} ({percent_elsewhere} %)",
    ),
    "gap.group-alone": plural(
        "{count} of {centres} with anything on record contributes ({percent} %);"
        " there is no centre elsewhere to compare with",
        "{count} of {centres} with anything on record contribute ({percent} %);"
        " there is no centre elsewhere to compare with",
    ),
    "lesson.contribution": sentence("its contribution takes place in it"),
    "lesson.target": sentence("it addresses target {aim}"),
    "lesson.goal": sentence("it addresses goal {aim}"),
}

_MEETINGS: Final = {
    "meet.theme": plural("{count} of {of} work on {theme}", "{count} of {of} work on {theme}"),
    "meet.aim": plural("{count} of {of} contribute to {aim}", "{count} of {of} contribute to {aim}"),
    "meet.near": sentence("their work is near each other"),
    "meet.no-link": sentence("no two of them have a link on record"),
    "meet.too-little": sentence("too little on record to tell"),
    "meet.none": sentence("No three centres without a link have enough in common on record."),
    "meet.none-fits": sentence("No active centre on record fits, so there is nobody to bring together."),
    "meet.one-fits": sentence(
        "Only one centre fits ({code}), and a group has three or more. Ask for a wider region or theme."
    ),
    "meet.two-fit": sentence(
        "Only two centres fit ({code} and {other}), and a group has three or more. Ask for a wider region or theme."
    ),
}

_NETWORK: Final = {
    "broker.chains": sentence("On {percent} % of the shortest chains between two others."),
    "broker.ties": sentence("{ties}."),
    "broker.community": sentence("“{name}” ({partners})"),
    "broker.connects": sentence("Connects {community} with {others}."),
    "broker.connects-within": sentence("Connects within {community}."),
    "broker.cut-off": sentence("Without it, {codes} would be cut off from the rest."),
}

CATALOGUE: Final[dict[str, Entry]] = _COUNTS | _SIGNALS | _GAPS | _MEETINGS | _NETWORK
