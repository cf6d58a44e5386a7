"""Finding a thing by words: by code, name, spelling or identifier, and never by a part of a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sdggraph import vocab
from sdggraph.errors import Ambiguous, NotFound
from sdggraph.names.acronyms import bracketed
from sdggraph.names.folding import bare, fold, leaves_out_marks
from sdggraph.names.identifiers import identifiers
from sdggraph.names.nearest import nearest

_LISTED = 12  # choices listed in full; of more, only the nearest


class Entry(NamedTuple):
    """A thing that can be found, with its code and its other names."""

    code: str
    iri: str
    names: tuple[str, ...]  # the displayed one first
    identifiers: tuple[str, ...] = ()
    shown: bool = True  # whether messages show the code, because it is shorter than the name and in use


class Kind(NamedTuple):
    """A kind of thing, as messages name it."""

    one: str
    many: str
    hint: str = ""  # what to write; without it, all choices are listed if they are few
    nothing: str = "There is no {one} {words}."
    codes_are_read: bool = True  # whether people know a code without its name
    listed: str = ""  # the name of the list to which the hint leads (see `NotFound`)


Reading = Callable[[Entry], bool]


def resolve(
    words: str, entries: Sequence[Entry], kind: Kind, more: Callable[[], Iterable[Entry]] = lambda: ()
) -> Entry:
    """Return the one entry that the words stand for.

    Exact codes are tried first, then exact names, other spellings, names without articles, names with combining marks
    left out, and identifiers; the first match decides. `more` gives entries with further names, which are tried next.
    Acronyms in brackets within a name are tried last. Raises Ambiguous where several entries match, and NotFound, with
    the nearest names, where none does.
    """
    found = _fitting(words, entries) or _fitting(words, list(more())) or _fitting(words, _in_brackets(entries))
    if not found:
        raise not_found(words, entries, kind)
    return _only(words, found, kind)


def _fitting(words: str, entries: Sequence[Entry]) -> list[Entry]:
    """Try the readings of the words, the strictest first; return all entries that the first successful one matches."""
    for fits in _readings(words):
        found = {entry.code: entry for entry in entries if fits(entry)}
        if found:
            return list(found.values())
    return []


def _in_brackets(entries: Sequence[Entry]) -> list[Entry]:
    """The entries by the acronyms that stand within their names, and by those names without them."""
    told = ((entry, [part for name in entry.names for part in bracketed(name)]) for entry in entries)
    return [Entry(entry.code, entry.iri, tuple(names), shown=entry.shown) for entry, names in told if names]


def _readings(words: str) -> Iterator[Reading]:
    given = words.strip()
    yield lambda entry: entry.code == given
    yield lambda entry: given in entry.names
    yield _spelled(given, fold)
    yield _spelled(given, bare)
    if not given.isascii():
        yield lambda entry: any(leaves_out_marks(given, name) for name in entry.names)
    read, address = identifiers(given), _address(given)
    yield lambda entry: not read.isdisjoint(entry.identifiers)
    yield lambda entry: address in (_address(entry.iri), vocab.compact(entry.iri))


def _spelled(given: str, form: Callable[[str], str]) -> Reading:
    sought = form(given)
    if not any(map(str.isalpha, sought)):  # 1-6 is not another spelling of 16
        return lambda entry: False
    return lambda entry: any(sought == form(name) for name in (entry.code, *entry.names))


def _address(text: str) -> str:
    """Return an IRI without its scheme, because people do not distinguish https and http."""
    return text.removeprefix("https://").removeprefix("http://").rstrip("/")


def _only(words: str, found: list[Entry], kind: Kind) -> Entry:
    if len(found) == 1:
        return found[0]
    choices = tuple(sorted(entry.code for entry in found))
    shown = sorted(told(entry) for entry in found)
    more = f" and {len(shown) - _LISTED} more" if len(shown) > _LISTED else ""
    raise Ambiguous(
        f"{quoted(words)} fits several {kind.many}: {', '.join(shown[:_LISTED])}{more}.",
        f"Use the code of one: {', '.join(choices[:_LISTED])}.",
        choices,
    )


def not_found(words: str, entries: Iterable[Entry], kind: Kind) -> NotFound:
    """Return the error for words without a match, with the nearest entries or, if they are few, all."""
    every = list(entries)
    names: dict[str, Entry] = {}
    for entry in every:
        for name in (entry.code, *entry.names):
            names.setdefault(name, entry)
    close: dict[str, str] = {}  # code -> the text shown for it
    for name in nearest(words, names, 8):
        entry = names[name]
        if name == entry.code and (kind.codes_are_read or not entry.shown):
            close.setdefault(entry.code, name)
        else:
            # a country is shown with the name that the United Nations use, whatever name has matched
            by_name = entry.shown and kind.codes_are_read
            close.setdefault(entry.code, told(entry._replace(names=(name,)) if by_name else entry))
    near = dict(list(close.items())[:4])
    hints = [did_you_mean(tuple(near.values()))]
    if not kind.hint and every and len(every) <= _LISTED:
        hints.append(f"The {kind.many} are: {', '.join(sorted(told(entry) for entry in every))}.")
    elif not near:
        hints.append(kind.hint)
    problem = kind.nothing.format(one=kind.one, words=quoted(words))
    return NotFound(problem, " ".join(filter(None, hints)), tuple(near), "" if near else kind.listed)


def told(entry: Entry) -> str:
    """Return the entry as a message shows it: its code and its name, or its name alone."""
    name = entry.names[0] if entry.names else entry.code
    return f"{entry.code} ({name})" if entry.shown and fold(name) != fold(entry.code) else name


def quoted(words: str) -> str:
    """Quote what the user typed; a long text is shortened.

    >>> quoted("HISD")
    "'HISD'"
    """
    return repr(words if len(words) <= 100 else f"{words[:100]}…")


def did_you_mean(names: tuple[str, ...]) -> str:
    """Return the question that suggests names, or an empty text without names.

    >>> did_you_mean(("HIST", "ICTP"))
    'Did you mean HIST or ICTP?'
    """
    if not names:
        return ""
    return f"Did you mean {' or '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}?"
