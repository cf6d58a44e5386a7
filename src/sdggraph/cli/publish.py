"""`publish`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sdggraph import tasks
from sdggraph.cli import options


@click.command(short_help="Write the whole graph as a folder that other portals harvest.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder; replaced if ours.")
@click.option("--base", metavar="URL", help="Where the folder will be found on the web.")
@click.option("--endpoint-url", default="", metavar="URL", help="The SPARQL service to name in the catalogue.")
@click.option("--publisher", default="", metavar="NAME", help="Who publishes the folder.")
@click.option("--contact", default="", metavar="MAIL|URL", help="Where questions go.")
@click.option(
    "--licence",
    default="CC-BY-4.0",
    show_default=True,
    metavar="CODE|URL",
    help="Licence of the data: its SPDX code, such as CC0-1.0, or its address.",
)
@click.option("--since", type=click.Path(path_type=Path), help="An older publication or data; CHANGES.md tells all.")
@click.option("--bom", is_flag=True, help="Begin CSV files with a byte order mark, for spreadsheet programs.")
@options.font
@options.graph
def publish(
    source: tasks.Source,
    output: Path,
    base: str | None,
    endpoint_url: str,
    publisher: str,
    contact: str,
    licence: str,
    since: Path | None,
    bom: bool,
    font: Path | None,
) -> None:
    """Write RDF dumps, tables, networks, feeds, pages and catalogues as one folder, all of it or nothing.

    The same data always give the same bytes. The old folder stays until the new one is complete and checked.
    --font is for the posters and the report. The ontology, its shapes and its schemes keep
    their own licence, whatever that of the data.

    \b
    Example: sdggraph publish -o site --base https://example.org/sdggraph/
    """
    from sdggraph.tasks.publication import Section

    def progress(sections: Iterable[Section]) -> Iterable[Section]:
        every = list(sections)
        if not sys.stderr.isatty():
            yield from every
            return
        with click.progressbar(every, label="Publishing", file=sys.stderr) as bar:
            yield from bar

    files = tasks.publish(
        source,
        output,
        base=base,
        endpoint=endpoint_url,
        publisher=publisher,
        contact=contact,
        licence=licence,
        since=since,
        bom=bom,
        font=font,
        progress=progress,
    )
    click.echo(f"{output}: {len(files):,} files, {sum(file.size for file in files) / 1e6:,.1f} MB")
