"""The English of what the analysis tells: reasons, gaps, meetings, the network and evaluations."""

from __future__ import annotations

from typing import Final

from sdggraph.messages.entry import Entry, plural, sentence

SIGNALS: Final = {
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

GAPS: Final = {
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

GAP_LISTS: Final = {
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

MEETINGS: Final = {
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

NETWORK: Final = {
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

EVALUATION: Final = {
    "evaluation.split": sentence("trained on links up to {year}, tested on new pairs after it"),
    "evaluation.parts": plural(
        "{parts} parts of the links, each hidden in turn",
        "{parts} parts of the links, each hidden in turn, {count} times",
    ),
    "evaluation.tuned": sentence("an inner split of the training links"),
    "evaluation.tuned-in-parts": sentence("an inner split of the training links, anew in each part; the mean is shown"),
    "evaluation.gain": sentence("{method}: MRR {gain:+.0%}"),
    "evaluation.gain-between": sentence("{method}: MRR {gain:+.0%} [{low:+.0%} to {high:+.0%}]"),
    "evaluation.ahead": sentence("{gain} against {baseline}."),
    "evaluation.ahead-by-weights": sentence(
        "{gain} against {baseline}; weights chosen likewise among the signals that a suggestion can rest on: {weights}."
    ),
    "evaluation.weight": sentence("{signal} {weight:.3f}"),
    "evaluation.no-weight": sentence("none"),
}
