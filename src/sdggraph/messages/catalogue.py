"""The English of every message, by key. It is the only place: terminal, JSON, posters, report and pages read it.

An entry is written as gettext needs it: the English is the name of the sentence in the catalogue of another language.
A value stands in braces. A number that changes the words around it has two forms, for one and for more. A translator
may use more forms, and any order of the values. A list of names is one value; `text` joins it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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

_GAP_LISTS: Final = {
    "gaps.of-centre": sentence("What {code} could take up next: {name}"),
    "gaps.of-part-goal": sentence("Goals with no or few centres on record: {parts}"),
    "gaps.of-part-target": sentence("Targets with no or few centres on record: {parts}"),
    "gaps.part": sentence("{what} {label}"),
    "gaps.compared": sentence("{centres}, compared with {elsewhere} elsewhere."),
    "gaps.compared-silent": plural(
        "{centres}, of which {count} has nothing on record ({codes}), compared with {elsewhere} elsewhere.",
        "{centres}, of which {count} have nothing on record ({codes}), compared with {elsewhere} elsewhere.",
    ),
    "gaps.served": sentence("{targets} served on record: {keys}."),
    "gaps.none-served": sentence("{targets} served on record."),
    "gaps.goals-only": sentence("Named as a whole, without a target: goal {goals}."),
    "gaps.thin": sentence("Little is on record of {code}, so these may be gaps of its record and not of its work."),
    "gaps.neighbours": sentence("Its nearest centres, by themes and goals: {neighbours}."),
    "gaps.neighbour": sentence("{code} {similarity:.2f}"),
    "gaps.no-neighbour": sentence(
        "No centre has a theme or a goal in common with {code} on record, so there are no neighbours."
    ),
    "count.gaps": plural("{count:,} gap", "{count:,} gaps"),
    "gaps.how-group-goal": sentence(
        "{shown} of {gaps} shown. A gap is a goal that no centre serves, or less than half the share elsewhere; shares"
        " are of the centres with anything on record. 'By chance' tells how often as many centres, drawn at random from"
        " all, would do no better: near 100 %, the gap may only show that the group is small. Derived contributions are"
        " not counted, and missing knowledge is not absence."
    ),
    "gaps.how-group-target": sentence(
        "{shown} of {gaps} shown. A gap is a target that no centre serves, or less than half the share elsewhere;"
        " shares are of the centres with anything on record. 'By chance' tells how often as many centres, drawn at"
        " random from all, would do no better: near 100 %, the gap may only show that the group is small. Derived"
        " contributions are not counted, and missing knowledge is not absence."
    ),
    "gaps.how-centre": sentence(
        "{shown_nearby} of {nearby} and {shown_linked} of {linked} shown. The support of a target is the part of its"
        " neighbours' similarity that stands behind it, an inferred contribution counting 0.6. Nearness is the part of"
        " the links of a target that lead to targets it serves. The links are the UN's own, no claim about cause;"
        " targets that no centre serves yet come last. Derived contributions are not counted, and missing knowledge is"
        " not absence."
    ),
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
    "network.whole": sentence("The cooperation network"),
    "network.part": sentence("The cooperation network, {parts}"),
    "network.strong-only": sentence("strong links only"),
    "network.as-of": sentence("as known at the end of {year}"),
    "left-out": sentence("Known by the end of {year}. Left out: {what}."),
    "left-out.later": plural("{count:,} later link", "{count:,} later links"),
    "left-out.undated": plural("{count:,} undated link", "{count:,} undated links"),
    "left-out.centres": plural(
        "{count:,} centre that began later: {codes}", "{count:,} centres that began later: {codes}"
    ),
    "left-out.organisations": plural(
        "{count:,} organisation that began later: {codes}", "{count:,} organisations that began later: {codes}"
    ),
    "community.themes": Entry("{themes}"),
    "community.mixed": sentence("Mixed themes"),
    "community.in": sentence("{name}, {region}"),
    "community.around": sentence("{name} (around {code})"),
    "broker.chains": sentence("On {percent} % of the shortest chains between two others."),
    "broker.ties": sentence("{ties}."),
    "broker.community": sentence("“{name}” ({partners})"),
    "broker.connects": sentence("Connects {community} with {others}."),
    "broker.connects-within": sentence("Connects within {community}."),
    "broker.cut-off": sentence("Without it, {codes} would be cut off from the rest."),
}

_STANDINGS: Final = {
    "standing.active": sentence("active"),
    "standing.renewal-under-way": sentence("review or renewal under way"),
    "standing.term-over": sentence("term over, no renewal on record"),
    "standing.ending": sentence("end declared"),
    "standing.pending": sentence("approval pending"),
    "standing.contested": sentence("contested"),
    "standing.unknown": sentence("unknown"),
    "standing.ceased": sentence("ceased"),
    # beside a name, where something must be said
    "standing-note.renewal-under-way": sentence("review or renewal under way"),
    "standing-note.renewal-under-way-dated": sentence("review or renewal under way in {year}"),
    "standing-note.term-over": sentence("term over, no renewal on record"),
    "standing-note.term-over-dated": sentence("term over in {date}, no renewal on record"),
    "standing-note.ending": sentence("end of the agreement declared"),
    "standing-note.ending-dated": sentence("end of the agreement declared in {year}"),
    "standing-note.pending": sentence("approval pending"),
    "standing-note.pending-dated": sentence("approval pending in {year}"),
    "standing-note.contested": sentence("standing contested"),
    "standing-note.contested-dated": sentence("standing contested in {year}"),
    "standing-note.ceased": sentence("ceased, in a year that is not on record"),
    "standing-note.ceased-dated": sentence("ceased in {year}"),
    "organisation.none": sentence("Organisation"),
    "organisation.noted": sentence("{kind} ({note})"),
    "organisation.in": sentence("{what} in {place}"),
    "organisation.working-on": sentence("{what}, working on: {themes}."),
    "organisation.end": sentence("{what}."),
    "hosting.from-to": sentence("{start} to {end}"),
    "hosting.since": sentence("since {start}"),
    "hosting.until": sentence("until {end}"),
    "hosting.former": sentence("former host"),
    "hosting.former-from-to": sentence("former host, {start} to {end}"),
    "hosting.former-from": sentence("former host, from {start}"),
    "hosting.former-until": sentence("former host, until {end}"),
}

_PAIRS: Final = {
    "rests-on.nothing": sentence("rests on no theme, target or partner in common"),
    "rests-on.units": sentence("rests on {units}"),
    "rests-on.one-dated": sentence("rests on {units}; it is dated"),
    "rests-on.dated": plural(
        "rests on {units}; {count} of these {of} statements is dated",
        "rests on {units}; {count} of these {of} statements are dated",
    ),
    "count.themes": plural("{count:,} theme", "{count:,} themes"),
    "count.contributions": plural("{count:,} contribution", "{count:,} contributions"),
    "count.links": plural("{count:,} link", "{count:,} links"),
}

_PICTURES: Final = {
    "dot.contributions": plural(
        "{code}, {place}: {count:,} contribution on record", "{code}, {place}: {count:,} contributions on record"
    ),
    "dot.nothing": sentence("{code}, {place}: nothing on record yet"),
    "dot.alone": sentence("{dot}, no link to another centre"),
    "dot.rows": plural("{code}, {place}: {count:,} row", "{code}, {place}: {count:,} rows"),
    "scene.partners": sentence("The partners of {code}"),
    "scene.rows": sentence("The pairs of this answer"),
    "scene.row-pair": plural("{one} and {other}: {count:,} row", "{one} and {other}: {count:,} rows"),
    "scene.pair": sentence("{one} and {other}: {links}"),
    "scene.link": sentence("{kind} {year}"),
    "scene.link-undated": sentence("{kind} undated"),
    "scene.organisation": plural(
        "{code}: {name} ({place}), {count:,} partner", "{code}: {name} ({place}), {count:,} partners"
    ),
    "scene.no-place": sentence("place not on record"),
}

_COVERAGE: Final = {
    "group.all": sentence("all centres"),
    "group.none-region": sentence("no region on record"),
    "group.none-country-group": sentence("in no group on record"),
    "group.none-theme": sentence("no theme on record"),
    "group.none-category": sentence("no category on record"),
    "group.none-sector": sentence("no sector on record"),
    "coverage.most": sentence("Most centres contribute to {aims}."),
    "coverage.most-aim": sentence("{aim} {label} ({centres})"),
    "coverage.none": sentence("No centre on record contributes to goal {goals}."),
    "coverage.group-all": sentence("{group}: nothing on record for goal {goals}."),
    "coverage.group-stated": sentence("{group}: nothing stated on record for goal {goals}."),
    "coverage.group-inferred": sentence("{group}: nothing inferred on record for goal {goals}."),
    "coverage.targets": plural(
        "{count} of {targets} has a contribution; csv, json and svg hold all {of}.",
        "{count} of {targets} have a contribution; csv, json and svg hold all {of}.",
    ),
    "count.targets": plural("{count:,} target", "{count:,} targets"),
    "coverage.unplaced-target": sentence("{contributions} name only a goal and fill no target."),
    "coverage.unplaced-goal": sentence("{contributions} fill no goal."),
    "coverage.rows": sentence("A centre may stand in several rows; the last row counts it once."),
    "coverage.narrower": sentence("A theme takes its narrower themes along."),
    "coverage.silent": plural(
        "{count:,} centre has nothing on record ('silent'), which is missing knowledge and not absence: {codes}.",
        "{count:,} centres have nothing on record ('silent'), which is missing knowledge and not absence: {codes}.",
    ),
    "coverage.zero": sentence(
        "0 means that nothing is on record, not that nothing is done. Derived contributions are not counted."
    ),
}

CATALOGUE: Final[dict[str, Entry]] = (
    _COUNTS | _SIGNALS | _GAPS | _GAP_LISTS | _MEETINGS | _NETWORK | _STANDINGS | _PAIRS | _PICTURES | _COVERAGE
)
