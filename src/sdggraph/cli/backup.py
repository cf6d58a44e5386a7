"""The commands `backup` and `restore`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sdggraph.cli import options
from sdggraph.cli.group import command, print_note
from sdggraph.errors import BadParameter
from sdggraph.numbers import counted
from sdggraph.tasks import backups

PLACE = click.Path(path_type=Path)


def _one(store: Path | None, url: str | None) -> None:
    if (store is None) == (url is None):
        which = "Neither --store nor --url is given." if store is None else "Both --store and --url are given."
        raise BadParameter(which, "Give exactly one of --store and --url.")


@command(short_help="Write a whole graph into one file.")
@click.option("--store", type=PLACE, help="A store on disk that no server is using.")
@click.option("--url", metavar="URL", help="A server, which keeps running.")
@click.option("-o", "--output", type=PLACE, required=True, help="The file, which must be new: NAME.nq.gz.")
def backup(store: Path | None, url: str | None, output: Path) -> None:
    """Write every statement of every graph into one file (N-Quads, gzip), verified by its data version.

    \b
    Examples:
      sdggraph backup --store store -o 2026-11-23.nq.gz
      sdggraph backup --url http://127.0.0.1:8000 -o 2026-11-23.nq.gz
    """
    _one(store, url)
    options.refuse_binary_on_terminal("gz", output)
    held = backups.backup(output, store=store, url=url)
    print_note(f"{output}: {counted(held.statements, 'statement')}, data version {held.version}")


@command(short_help="Make a store from a backup, or load it into a server.")
@click.argument("file", type=PLACE)
@click.option("--store", type=PLACE, help="The folder to make, which must be new or empty.")
@click.option("--url", metavar="URL", help="A server, whose whole content is replaced; set SDGGRAPH_TOKEN.")
def restore(file: Path, store: Path | None, url: str | None) -> None:
    """Make a store on disk from a backup, identical to the last statement; or have a server load the backup.

    A server keeps running and keeps its own list of changes. It accepts only valid data.

    \b
    Example: sdggraph restore 2026-11-23.nq.gz --store store-again
    """
    _one(store, url)
    held = backups.restore(file, store=store, url=url, token=os.environ.get("SDGGRAPH_TOKEN", ""))
    print_note(f"{store or url}: {counted(held.statements, 'statement')}, data version {held.version}")
