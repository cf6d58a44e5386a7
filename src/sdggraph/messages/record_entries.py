"""The English of what is told of records: standings, hosts, pairs, coverage and the labels of pictures."""

from __future__ import annotations

from typing import Final

from sdggraph.messages.entry import Entry, plural, sentence

COUNTS: Final = {
    "parts": Entry("{parts}"),  # nothing to translate
    "count.centres": plural("{count:,} centre", "{count:,} centres"),
    "count.partners-strong": plural("{count:,} partner by strong links", "{count:,} partners by strong links"),
    "count.weak": plural("{count} by weak ties only", "{count} by weak ties only"),
}

STANDINGS: Final = {
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

PAIRS: Final = {
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

PICTURES: Final = {
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

COVERAGE: Final = {
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
