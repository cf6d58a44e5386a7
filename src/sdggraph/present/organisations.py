"""Organisations for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from sdggraph.model.records import DERIVED, Link, Network, Organisation
from sdggraph.present.text import clean, wrapped

if TYPE_CHECKING:
    from sdggraph.model.records import Country

HEADER = ("code", "name", "country", "region", "category", "themes", "contributions", "links")


def rows(records: Iterable[Organisation], network: Network) -> list[Sequence[object]]:
    """One row an organisation, in the columns of HEADER."""
    links: dict[str, int] = {}
    for link in network.links:
        for code in link.partners:
            links[code] = links.get(code, 0) + 1
    found: list[Sequence[object]] = []
    for record in records:
        land = network.countries.get(record.country)
        claims = sum(claim.basis != DERIVED for claim in record.contributions)
        found.append(
            (
                record.code,
                record.name,
                land.name if land else "",
                land.region if land else "",
                record.category,
                ", ".join(record.themes),
                claims,
                links.get(record.code, 0),
            )
        )
    return found


def text(record: Organisation, country: Country | None, links: Sequence[Link], network: Network) -> str:
    """One organisation as a page: who, where, what for which goals, with whom."""
    place = ", ".join(part for part in (record.city, country.name if country else "") if part)
    region = country.region if country else ""
    themes = [network.themes[theme].label for theme in record.themes if theme in network.themes]
    lines = [clean(f"{record.code}: {record.name}")]
    for label, value in (
        ("also", "; ".join(name for name in (record.acronym, *record.other_names) if name and name != record.code)),
        ("category", record.category),
        ("place", f"{place} ({region})" if region else place),
        ("themes", ", ".join(themes)),
        ("website", record.website),
    ):
        lines += wrapped(f"{label:<10}{value}", indent=2, hang=12) if value else []
    lines += _contributions(record, network)
    lines += _links(record, links, network)
    return "\n".join(lines) + "\n"


def json_text(record: Organisation, country: Country | None, links: Sequence[Link]) -> str:
    """One organisation as JSON, with its country and its links."""
    held = {
        **record._asdict(),
        "contributions": [claim._asdict() for claim in record.contributions],
        "country": country._asdict() if country else None,
        "links": [link._asdict() for link in links],
    }
    return json.dumps(held, ensure_ascii=False, indent=2) + "\n"


def _contributions(record: Organisation, network: Network) -> list[str]:
    claims = [claim for claim in record.contributions if claim.basis != DERIVED]
    if not claims:
        return ["", "No contribution is on record; that is missing knowledge, not absence."]
    stated = sum(claim.basis == "stated" for claim in claims)
    lines = ["", f"Contributions on record: {len(claims)} claims, {stated} stated and {len(claims) - stated} inferred"]
    for claim in sorted(claims, key=lambda claim: (_natural(claim.aim), claim.iri)):
        title = network.aims[claim.aim].label if claim.aim in network.aims else ""
        lines += wrapped(f"{claim.aim:<6}{title} ({claim.basis}): {claim.activity}", indent=2, hang=8)
    return lines


def _links(record: Organisation, links: Sequence[Link], network: Network) -> list[str]:
    if not links:
        return ["", "No cooperation is on record."]
    met = sum(not link.strong for link in links)
    lines = ["", f"Cooperation on record: {len(links)} links, {met} of them perhaps no more than a shared meeting"]
    for link in sorted(links, key=lambda link: (-(link.year or 0), link.kind, link.iri)):
        others = ", ".join(_named(code, network) for code in link.partners if code != record.code)
        kind = network.kinds[link.kind].label.lower() if link.kind in network.kinds else link.kind
        lines += wrapped(f"{link.year or 'n.d.'}  {kind}: {others}. {'; '.join(link.what)}", indent=2, hang=8)
    return lines


def _natural(aim: str) -> tuple[int, int, str]:
    """6 before 6.2 before 6.10 before 6.a: as the UN numbers its targets."""
    goal, _, target = aim.partition(".")
    return int(goal), int(target) if target.isdigit() else 99 if target else 0, target


def _named(code: str, network: Network) -> str:
    """The code where it is an acronym, the name where the code is only a slug of it."""
    return code if code != code.lower() else network.organisations[code].name
