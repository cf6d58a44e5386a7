"""The command `propose`, and the group `proposals` with its commands `list`, `show`, `accept` and others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from sdggraph.cli.group import Group, command, opened, print_answer, print_note
from sdggraph.cli.numbers import WholeRange
from sdggraph.errors import Invalid
from sdggraph.numbers import counted
from sdggraph.present.proposals import text as pages
from sdggraph.present.proposals.view import View
from sdggraph.tasks import Source
from sdggraph.tasks import proposals as asked

Chosen = TypeVar("Chosen", bound=Callable[..., Any])
PLACE = click.Path(path_type=Path)
_STATES = ["waiting", "accepted", "declined", "superseded", "all"]
_ROLES = ["reader", "centre", "desk"]
_JSON = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
_BY = click.option("--by", default="desk", show_default=True, help="The office that decides; the graph names it.")
_ID = click.argument("id")


def _queue(command: Chosen) -> Chosen:
    """Add the options that name the graph and the file of proposals."""
    store = click.option("--store", type=PLACE, help="The on-disk store of the graph.")
    data = click.option("--data", type=PLACE, help="Folder of Turtle files to use instead.")
    file = click.option(
        "--proposals", "queue", type=PLACE, help="The file of proposals; default: proposals.db beside the store."
    )
    return store(data(file(command)))


def _opened(store: Path | None, data: Path | None, queue: Path | None) -> tuple[Source, Path]:
    source = opened(data, store)
    return source, asked.queue_file(source.settings.store, queue)


def _print(view: View, as_json: bool) -> None:
    print_answer(pages.json_text(view) if as_json else pages.text(view), "json" if as_json else "text")


@command(short_help="Propose a correction of the graph, for the desk to decide.")
@click.argument("file", type=PLACE, required=False)
@click.option("--withdraw", type=PLACE, help="A file of statements that are wrong, as the record has them.")
@click.option("--whole", is_flag=True, help="FILE says everything about its things: what it leaves out is withdrawn.")
@click.option("--confirm", metavar="ORGANISATION", help="Say that all on record of it is right as of today.")
@click.option("--evidence", multiple=True, metavar="URL", help="A public page that says so; several may be given.")
@click.option("--basis", default="", help="How you know, in a sentence.")
@click.option("--role", type=click.Choice(_ROLES), default="reader", show_default=True, help="Who you are.")
@click.option("--name", default="", help="Your name, for the desk only.")
@click.option("--mail", default="", help="Your mail address, for the desk only.")
@click.option("--replaces", default="", metavar="ID", help="An earlier proposal that this one takes the place of.")
@_queue
@_JSON
def propose(
    file: Path | None,
    withdraw: Path | None,
    whole: bool,
    confirm: str | None,
    evidence: tuple[str, ...],
    basis: str,
    role: str,
    name: str,
    mail: str,
    replaces: str,
    store: Path | None,
    data: Path | None,
    queue: Path | None,
    as_json: bool,
) -> None:
    """Check the statements of FILE against the shapes, and put them before the desk. The graph stays as it is.

    A value takes the place of the present one where only one is possible, such as the website; otherwise it is added.
    Name and mail are kept apart from the graph and deleted after a time.

    \b
    Examples:
      sdggraph propose website.ttl --evidence https://www.unesco-hist.org --store store
      sdggraph propose --withdraw wrong-link.ttl --basis "It was another HIST." --store store
      sdggraph propose --confirm ERAIFT --role centre --store store
    """
    source, path = _opened(store, data, queue)
    draft = asked.Draft(file, withdraw, whole, confirm, evidence, basis, role, name, mail, replaces)
    try:
        view = asked.propose(source, path, draft)
    except Invalid as error:
        raise Invalid(
            error.problem, "\n".join((*_faults(error), "Correct this and propose it again.")), error.report
        ) from (error)
    _print(view, as_json)
    print_note(f"Proposal {view.correction.id} waits for the desk. Keep this id to follow it.")


def _faults(error: Invalid) -> list[str]:
    """Return what the report says, one line for each thing and message."""
    lines = [f"{each['focus']}: {each['message']}" for each in error.report]
    return list(dict.fromkeys(lines))[:20]


@click.group(cls=Group, short_help="Look at proposed corrections, and decide.")
def proposals() -> None:
    """List, show, accept and decline the corrections that people proposed."""


@proposals.command("list", short_help="List the proposals, oldest first.")
@click.option("--state", type=click.Choice(_STATES), default="waiting", show_default=True, help="Which ones.")
@_queue
@_JSON
def list_proposals(state: str, store: Path | None, data: Path | None, queue: Path | None, as_json: bool) -> None:
    """List the proposals that wait for a decision, or others, oldest first.

    \b
    Example: sdggraph proposals list --state all --store store
    """
    source, path = _opened(store, data, queue)
    found = asked.proposals(source, path, state)
    print_answer(pages.json_text(found) if as_json else pages.listed(found, state), "json" if as_json else "table")


@proposals.command(short_help="Show a proposal: old beside new, evidence, conflicts.")
@_ID
@_queue
@_JSON
def show(id: str, store: Path | None, data: Path | None, queue: Path | None, as_json: bool) -> None:
    """Show what a proposal changes, old (-) beside new (+), its evidence, and what stands against it.

    The first six letters of an ID are enough.

    \b
    Example: sdggraph proposals show 4f2a91 --store store
    """
    _print(asked.proposal(*_opened(store, data, queue), id), as_json)


@proposals.command(short_help="Write a proposal to the graph.")
@_ID
@click.option("--with", "instead", type=PLACE, metavar="FILE", help="Write the statements of this file instead.")
@_BY
@_queue
@_JSON
def accept(
    id: str,
    instead: Path | None,
    by: str,
    store: Path | None,
    data: Path | None,
    queue: Path | None,
    as_json: bool,
) -> None:
    """Write a proposal to the store in one step, with who proposed, who accepted, when, and the evidence.

    No server may be using the store. Accepting again does nothing. To take it back, run `sdggraph proposals undo`.
    Without a store, a proposal is accepted once the data files hold it: export it and commit the files first.

    \b
    Example: sdggraph proposals accept 4f2a91 --by "Coordination desk" --store store
    """
    source, path = _opened(store, data, queue)
    _print(asked.accept(source, path, id, by, instead=instead), as_json)


@proposals.command(short_help="Decline a proposal, with a reason.")
@_ID
@click.option("--reason", required=True, help="Why, in a sentence; the proposer reads it.")
@_BY
@_queue
@_JSON
def decline(
    id: str, reason: str, by: str, store: Path | None, data: Path | None, queue: Path | None, as_json: bool
) -> None:
    """Decline a proposal with a reason. The graph stays as it is.

    \b
    Example: sdggraph proposals decline 4f2a91 --reason "The page names another centre." --store store
    """
    _print(asked.put_aside(*_opened(store, data, queue), id, by, reason), as_json)


@proposals.command(short_help="Ask the proposer a question.")
@_ID
@click.option("--question", required=True, help="The question, in a sentence; the proposer reads it.")
@_BY
@_queue
@_JSON
def ask(
    id: str, question: str, by: str, store: Path | None, data: Path | None, queue: Path | None, as_json: bool
) -> None:
    """Ask the proposer a question. The proposal goes on waiting, and can still be decided.

    \b
    Example: sdggraph proposals ask 4f2a91 --question "Since when?" --store store
    """
    _print(asked.put_aside(*_opened(store, data, queue), id, by, question, asks=True), as_json)


@proposals.command(short_help="Propose to take an accepted proposal back.")
@_ID
@click.option("--reason", default="", help="Why, in a sentence.")
@_queue
@_JSON
def undo(id: str, reason: str, store: Path | None, data: Path | None, queue: Path | None, as_json: bool) -> None:
    """Make a new proposal that takes back what an accepted one changed. Accept it to change the graph.

    \b
    Example: sdggraph proposals undo 4f2a91 --reason "The old website is back." --store store
    """
    view = asked.undo(*_opened(store, data, queue), id, reason)
    _print(view, as_json)
    print_note(f"Accept proposal {view.correction.short} to take the change back.")


@proposals.command(short_help="Write a proposal as a patch of data files.")
@_ID
@click.option("-o", "--output", type=PLACE, required=True, help="The folder to make, which must be new or empty.")
@_queue
@_JSON
def export(id: str, output: Path, store: Path | None, data: Path | None, queue: Path | None, as_json: bool) -> None:
    """Write a proposal as a patch of the data files, with a commit message and its evidence, for data kept in git.

    \b
    Example:
      sdggraph proposals export 4f2a91 -o fix --data data --proposals proposals.db
      git apply fix/change.patch && git commit -a -F fix/message.txt
    """
    source, path = _opened(store, data, queue)
    found = asked.patch(source, path, id)
    asked.write_patch(found, output)
    if as_json:
        print_answer(found.json_text(), "json")
    print_note(f"{output}: change.patch changes {', '.join(found.files)}; message.txt and evidence.json go with it.")


@proposals.command(short_help="Set how long names and mails are kept.")
@click.option("--after", "days", type=WholeRange(0, 36_500), help="The number of days that they are kept.")
@_queue
def forget(days: int | None, store: Path | None, data: Path | None, queue: Path | None) -> None:
    """Delete the names and mails of proposers that are too old, and set after how many days that happens.

    They are deleted whenever the proposals are opened; without --after the number of days stays (365 at first).

    \b
    Example: sdggraph proposals forget --after 90 --store store
    """
    _, path = _opened(store, data, queue)
    number = asked.forget(path, days)
    print_note(f"The names and mails of {counted(number, 'proposer')} are deleted.")
