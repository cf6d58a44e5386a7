"""The changes since an older state of the data, as a page of the publication."""

from __future__ import annotations

from typing import Final

from sdggraph.present.diff import markdown
from sdggraph.publish.datasets.data_diff import data_at, data_of, difference, version_at
from sdggraph.publish.site.publication import PublicationContext
from sdggraph.publish.site.site import Site
from sdggraph.sparql.formats import MARKDOWN

PATH: Final = "CHANGES.md"


def write(site: Site, known: PublicationContext) -> None:
    """Write the change log, if an older state is given."""
    if known.since is None:
        return
    version = version_at(known.since)
    old = f"data version {version}" if version else known.since.name
    names = (old, f"data version {known.version}")
    log = difference(data_at(known.since), data_of(known.store), names, known.ontology)
    site.write(PATH, markdown(log).encode(), media_type=MARKDOWN.media_type, title=f"What changed since {old}")
