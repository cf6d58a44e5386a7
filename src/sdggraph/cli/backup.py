"""`backup` and `restore`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sdggraph.cli import options
from sdggraph.errors import BadParameter
from sdggraph.tasks import backups

PLACE = click.Path(path_type=Path)


def _one(store: Path | None, url: str | None) -> None:
    if (store is None) == (url is None):
        raise BadParameter("A store or a server is meant, and one of them.", "Give --store FOLDER, or --url URL.")


@click.command(short_help="Write a whole graph into one file.")
@click.option("--store", type=PLACE, help="A store on disk that no server is using.")
@click.option("--url", metavar="URL", help="A server, which goes on serving.")
@click.option("-o", "--output", type=PLACE, required=True, help="The file, which must be new: NAME.nq.gz.")
def backup(store: Path | None, url: str | None, output: Path) -> None:
    """Write every statement of every graph into one file (N-Quads, gzip), proven by its data version.

    \b
    Examples:
      sdggraph backup --store store -o 2026-11-23.nq.gz
      sdggraph backup --url http://127.0.0.1:8000 -o 2026-11-23.nq.gz
    """
    _one(store, url)
    options.refuse_binary_on_terminal("gz", output)
    held = backups.backup(output, store=store, url=url)
    click.echo(f"{output}: {held.statements:,} statements, data version {held.version}", err=True)


@click.command(short_help="Make a store of a backup, or send it to a server.")
@click.argument("file", type=PLACE)
@click.option("--store", type=PLACE, help="The folder to make, which must be new or empty.")
@click.option("--url", metavar="URL", help="A server, which replaces all it holds; the token is in SDGGRAPH_TOKEN.")
def restore(file: Path, store: Path | None, url: str | None) -> None:
    """Make a store on disk of a backup, the same to the statement; or have a server take it.

    A server goes on serving, keeps its own list of changes, and takes only what is valid.

    \b
    Example: sdggraph restore 2026-11-23.nq.gz --store store-again
    """
    _one(store, url)
    held = backups.restore(file, store=store, url=url, token=os.environ.get("SDGGRAPH_TOKEN", ""))
    click.echo(f"{store or url}: {held.statements:,} statements, data version {held.version}", err=True)
