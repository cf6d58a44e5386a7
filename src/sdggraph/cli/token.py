"""The commands `token create`, `token list` and `token revoke`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from sdggraph.cli import options
from sdggraph.cli.group import Group, print_answer, print_note
from sdggraph.config import Settings
from sdggraph.errors import BadParameter
from sdggraph.numbers import is_whole
from sdggraph.present.table import rendered
from sdggraph.web.write.tokens import Tokens, tokens_file

_STORE = click.option("--store", type=click.Path(path_type=Path), help="The on-disk store of the server.")
_FILE = click.option(
    "--tokens", type=click.Path(path_type=Path), help="The file with the tokens; default: tokens.json beside the store."
)


def _opened(store: Path | None, tokens: Path | None) -> Tokens:
    place = Settings.read(store=store).store
    if tokens is None and place is None:
        raise BadParameter("No store is named.", "Give --store FOLDER, or --tokens FILE.")
    return Tokens(tokens_file(place or Path(), tokens))


def _moment(_context: click.Context, _parameter: click.Parameter, text: str | None) -> datetime | None:
    """Parse a day (until its end, UTC), or a number of days from now."""
    if text is None:
        return None
    number = text.removesuffix("d")
    if is_whole(number) and number != text and 0 < int(number) < 36_500:
        return datetime.now(UTC) + timedelta(days=int(number))
    try:
        if not text.isascii():  # fromisoformat would accept the digits of every script
            raise ValueError(text)
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise click.BadParameter("write a day like 2027-01-31, or 90d") from None


@click.group(cls=Group, short_help="Manage the tokens for writing to a server.")
def token() -> None:
    """Make, list and revoke the tokens for writing to a server started with --writable."""


@token.command(short_help="Make a token and show it, once.")
@click.argument("name")
@click.option("--scope", default="graph", show_default=True, help="graph, or organisation:CODE for one record.")
@click.option("--expires", callback=_moment, metavar="DAY|90d", help="When it ends; never, without this.")
@_STORE
@_FILE
def create(name: str, scope: str, expires: datetime | None, store: Path | None, tokens: Path | None) -> None:
    """Make a token for NAME, who appears in the list of changes, and show it. Only its hash is stored.

    \b
    Example: sdggraph token create "HIST secretariat" --scope organisation:HIST --store store
    """
    made, secret = _opened(store, tokens).create(name, scope, expires)
    print_answer(f"{secret}\n")
    print_note(f"Token {made.id} for {made.name}, scope {made.scope}. It is shown this once; keep it safe.")


@token.command("list", short_help="List all tokens, without their secrets.")
@options.format(options.LISTS)
@_STORE
@_FILE
def list_tokens(format: str, store: Path | None, tokens: Path | None) -> None:
    """List all tokens: id, holder, scope, creation, expiry and state."""
    rows = [
        [each.id, each.name, each.scope, each.created[:10], (each.expires or "never")[:10], each.state]
        for each in _opened(store, tokens).all()
    ]
    page = rendered(["id", "holder", "scope", "created", "ends", "state"], rows, format)
    print_answer(options.shown(page), format)


@token.command(short_help="Revoke a token for good.")
@click.argument("id")
@_STORE
@_FILE
def revoke(id: str, store: Path | None, tokens: Path | None) -> None:
    """Revoke the token with that ID, as `token list` shows it; a running server applies this at once."""
    gone = _opened(store, tokens).revoke(id)
    print_note(f"Token {gone.id} of {gone.name} is revoked.")
