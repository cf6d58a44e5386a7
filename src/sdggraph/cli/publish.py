"""The command `publish`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from sdggraph import tasks
from sdggraph.cli import options
from sdggraph.cli.group import command, print_answer
from sdggraph.numbers import counted
from sdggraph.tasks.questions import PublishQuestion


@command(short_help="Write the whole graph as a folder that other portals harvest.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="The folder; replaced if ours.")
@options.asked(PublishQuestion, without=("font", "endpoint"))
@click.option("--endpoint-url", default="", metavar="URL", help="The SPARQL service to name in the catalogue.")
@options.font
@options.graph
def publish(source: tasks.Source, output: Path, endpoint_url: str, **asked: Any) -> None:
    """Write RDF dumps, tables, networks, feeds, pages and catalogues as one folder, whole or not at all.

    The same data always give the same bytes. The old folder stays until the new one is complete and checked. --font is
    for the posters and the report. The ontology, its shapes and its schemes keep their own licence.

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

    files = tasks.publish(source, output, progress=progress, endpoint=endpoint_url, **asked)
    print_answer(f"{output}: {counted(len(files), 'file')}, {sum(file.size for file in files) / 1e6:,.1f} MB\n")
