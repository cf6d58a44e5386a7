"""What a query may not do: reach the network or the disk, or name a graph we do not hold.

Oxigraph fetches over HTTP for SERVICE and LOAD and has no switch for it, so the door words must be
found before a text runs. Reading the text ourselves would mean a second SPARQL reader that agrees
with the engine on every oddity: to Oxigraph `5SERVICE:x` is a number, a keyword and a name, and
whether `<` opens an IRI or compares two values depends on what stands before it. So the engine's own
parser is the judge. Rename every door word to letters that occur in no keyword, and parse again: a
comment, a string, an IRI, a variable or a name survives that, but where the word was a keyword the
parser expected exactly that word and now fails. If the renamed text parses, no door was open.

Nothing is evaluated while judging; `reads_query` and `reads_update` say how.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Callable, Collection, Iterator
from itertools import product
from typing import Final, NamedTuple

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadQuery, Refused
from sdggraph.sparql.interface import NO_GRAPH, Dataset

_Reads = Callable[[str], bool]

_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_RUN: Final = re.compile(r"j++")
_NO_FUNCTION: Final = re.compile(r"custom (?:aggregate )?function .* is not supported")
_GAP: Final = r"(?:[ \t\r\n]|#[^\r\n]*+)*+"
_IRI: Final = r"<[^>]*+>"
_NAME: Final = r"(?:[^\W\d_][\w.·-]*)?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\[^\w\s])*"
_PROLOGUE: Final = re.compile(
    r"(?:[ \t\r\n]|#[^\r\n]*+"
    rf"|BASE{_GAP}{_IRI}|PREFIX{_GAP}[^\s:<]*+:{_GAP}{_IRI}|VERSION{_GAP}(?:\"[^\"]*\"|'[^']*'))*+",
    re.IGNORECASE | re.ASCII,
)
_PLAIN: Final = re.compile(r"<[A-Za-z0-9:/._-]+>")  # an IRI without escapes
_SERVICE: Final = re.compile(rf"SERVICE{_GAP}(?P<silent>SILENT{_GAP})?(?P<name>{_IRI}|{_NAME})", re.IGNORECASE)
_FROM: Final = re.compile(rf"FROM{_GAP}(NAMED)?{_GAP}({_IRI}|{_NAME})", re.IGNORECASE)


def check_query(text: str, graphs: Callable[[], Collection[str]], gateway: str | None = None) -> list[str] | None:
    """Accept the query, or raise Refused if it could leave the store or names a graph that the store does not hold.

    With a gateway, SERVICE may only stand before addresses that begin with it (see `calls`).

    Returns what the query reads: None for everything, else the graphs of its FROM clauses (an empty list if it has only
    FROM NAMED). A text that is not a query is accepted: the engine reports its errors.

    >>> check_query("SELECT * { ?s ?p 'SERVICE' }", list)
    >>> check_query("SELECT * FROM sg:a FROM NAMED sg:b {}", lambda: [f"{vocab.SG}a", f"{vocab.SG}b"])
    ['https://w3id.org/sdggraph/ontology#a']
    >>> check_query("ASK { SERVICE<https://example.org/sparql> {} }", list)
    Traceback (most recent call last):
    sdggraph.errors.Refused: line 1, column 7: SERVICE asks another server, and nothing leaves this store. ...
    """
    if gateway is None or not all(call.leads_to(gateway) for call in calls(text)):
        _refuse_doors(text, {"service": "SERVICE asks another server"}, reads_query)
    words = ["from"] if _mentions(text, "from") else []
    clauses = [_graph_named(text, found.start()) for found in _keywords(text, words, reads_query)]
    if not clauses:
        return None
    held = graphs()
    for name, _ in clauses:
        _refuse_absent("FROM", name, held)
    return [name for name, by_name_only in clauses if not by_name_only]


def check_dataset(dataset: Dataset, graphs: Collection[str]) -> None:
    """Accept the graphs of a dataset, or raise Refused for one that the store does not hold.

    >>> check_dataset(Dataset(default=("urn:a",)), ["urn:a"])
    >>> check_dataset(Dataset(named=("urn:b",)), ["urn:a"])
    Traceback (most recent call last):
    sdggraph.errors.Refused: The dataset names <urn:b>, which this store does not hold, ...
    """
    for name in (*dataset.default, *dataset.named):
        if name != NO_GRAPH:
            _refuse_absent("The dataset", name, graphs)


def check_update(text: str) -> None:
    """Accept the update, or raise Refused if it could fetch anything.

    >>> check_update("INSERT DATA { theme:load a sg:Theme } # LOAD nothing")
    >>> check_update("LOAD <https://example.org/data.ttl>")
    Traceback (most recent call last):
    sdggraph.errors.Refused: line 1, column 1: LOAD fetches a document, and nothing leaves this store. ...
    """
    _refuse_doors(text, {"service": "SERVICE asks another server", "load": "LOAD fetches a document"}, reads_update)


def received(text: str) -> str:
    """Remove a byte order mark. Raises BadQuery for a text that cannot be encoded as UTF-8.

    >>> received("\ufeffASK {}")
    'ASK {}'
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise BadQuery(
            f"character {error.start + 1} is one half of a surrogate pair and stands for nothing.",
            "Send the query as well-formed Unicode.",
        ) from error
    return text.removeprefix("\ufeff")


# --- the engine as judge -----------------------------------------------------------------------


def reads_query(text: str) -> bool:
    """Whether the engine can parse this query; it is not evaluated.

    >>> reads_query("ASK {}"), reads_query("ASK {")
    (True, False)
    """
    # The engine parses first, then objects to a substitution for a variable that the query does not
    # select, and only then evaluates. A name longer than the text cannot occur in it.
    absent = ox.Variable("v" * (len(text) + 1))
    try:
        ox.Store().query(text, prefixes=vocab.PREFIXES, substitutions={absent: ox.Literal("")})
    except SyntaxError:
        return False
    except RuntimeError as error:
        # between parsing and that error, the engine looks for functions that it does not have
        if str(absent) in str(error) or _NO_FUNCTION.search(str(error)):
            return True
        raise
    raise RuntimeError("Oxigraph evaluated a query that was only to be parsed; this version of it cannot be guarded.")


def reads_update(text: str) -> bool:
    """Whether the engine can parse this update; it is not applied.

    >>> reads_update("CLEAR ALL"), reads_update("CLEAR ALL ;"), reads_update("CLEAR")
    (True, True, False)
    """
    # A blank node shared by two INSERT DATA is an error that the engine finds after parsing, before it applies
    # anything. The newline ends a comment; a text may or may not end in a semicolon.
    shared = "INSERT DATA { _:shared <urn:p> 1 }"
    return any(_objects_to_sharing(f"{text}\n{joint} {shared} ; {shared}") for joint in (";", ""))


def _objects_to_sharing(text: str) -> bool:
    try:
        ox.Store().update(text, prefixes=vocab.PREFIXES)
    except SyntaxError as error:
        return "cannot be shared by multiple blocks" in str(error)
    raise RuntimeError("Oxigraph ran an update that was only to be parsed; this version of it cannot be guarded.")


# --- open doors --------------------------------------------------------------------------------


def _refuse_doors(text: str, doors: dict[str, str], reads: _Reads) -> None:
    words = [word for word in doors if _mentions(text, word)]
    for found in _keywords(text, words, reads):
        raise Refused(
            f"{place(text, found.start())}: {doors[found[0].lower()]}, and nothing leaves this store.",
            "Take it out and ask about what is held here.",
        )


def _keywords(text: str, words: list[str], reads: _Reads) -> Iterator[re.Match[str]]:
    """Yield the places where these words are keywords, in order; none if the engine cannot parse the text."""
    rest = _occurrences(text, words)
    # in this order, so that an ordinary text costs one parse
    if not rest or reads(_renamed(text, rest)) or not reads(text):
        return
    while rest and not reads(_renamed(text, rest)):
        # renaming the first n occurrences fails from the first keyword on
        first = bisect(range(len(rest)), False, key=lambda n: not reads(_renamed(text, rest[: n + 1])))
        yield rest[first]
        rest = rest[first + 1 :]


def _mentions(text: str, word: str) -> bool:
    """Whether the word occurs in the text; raises Refused if it is hidden behind \\u escapes.

    Oxigraph 0.5 decodes escapes only inside strings and IRIs, where they open nothing. SPARQL 1.1 and
    other engines decode them everywhere, so a word that appears only then is not worth a risk.
    """
    plain = len(_occurrences(text, [word]))
    if "\\" in text:
        decoded = _ESCAPE.sub(lambda escape: _character(escape[1] or escape[2]), text)
        if len(_occurrences(decoded, [word])) > plain:
            raise Refused(f"The word {word.upper()} is spelled with \\u escapes here.", "Write its letters plainly.")
    return plain > 0


def _character(digits: str) -> str:
    code = int(digits, 16)
    return chr(code) if code <= 0x10FFFF else ""


def _occurrences(text: str, words: list[str]) -> list[re.Match[str]]:
    small = text.lower()  # most texts hold none of the words, and this test takes a tenth of the time
    words = [word for word in words if word in small]
    # ASCII: Oxigraph folds only ASCII letters, so a word spelled with the long s (ſ) is no keyword
    return list(re.finditer("|".join(words), text, re.IGNORECASE | re.ASCII)) if words else []


def _renamed(text: str, found: list[re.Match[str]]) -> str:
    """Replace these words by words that the text does not contain; upper case stays upper case.

    No SPARQL keyword contains a Q, so none can match a renamed word or reach into one from a neighbour.
    Case is kept so that ?service and ?SERVICE stay two variables.
    """
    lowered = text.lower()
    new: dict[str, str] = {}
    for match in found:
        word = match[0].lower()
        if word not in new:
            new[word] = _absent(len(word), lowered, new.values())
    pieces: list[str] = []
    end = 0
    for match in found:
        marker = new[match[0].lower()]
        capitals = [letter.isupper() for letter in match[0]] + [False] * len(marker)
        written = [letter.upper() if upper else letter for letter, upper in zip(marker, capitals, strict=False)]
        pieces += [text[end : match.start()], "".join(written)]
        end = match.end()
    return "".join([*pieces, text[end:]])


def _absent(length: int, lowered: str, taken: Collection[str]) -> str:
    """Return a word that the text does not contain. It has that length if possible: a language tag has at most eight
    letters.
    """
    for first, second in product("qjzx" + "vwkybcdfghlmnprstaeiou", repeat=2):
        word = f"q{first}{second * (length - 3)}q"
        if word not in lowered and word not in taken:
            return word
    run = max(map(len, _RUN.findall(lowered)), default=0)  # longer than any run in the text
    return f"q{'j' * (run + len(taken) + length)}q"


def place(text: str, position: int) -> str:
    """Format a position as line and column, counted from 1.

    >>> place("ASK {\\n}", 6)
    'line 2, column 1'
    """
    before = text[:position]
    return f"line {before.count(chr(10)) + 1}, column {position - before.rfind(chr(10))}"


# --- SERVICE -----------------------------------------------------------------------------------


class Call(NamedTuple):
    """A SERVICE call in a query."""

    start: int  # start of the keyword
    name: tuple[int, int]  # start and end of the server's name
    spelled: str
    iri: str | None  # the server's IRI; None if it is not a constant
    silent: bool

    def leads_to(self, gateway: str) -> bool:
        """Whether the server is written as a plain IRI that begins with the gateway's address, without escapes."""
        return _PLAIN.fullmatch(self.spelled) is not None and self.spelled.startswith(f"<{gateway}")


def calls(text: str) -> list[Call]:
    """List the SERVICE calls of a query, in order; none if the engine cannot parse the text."""
    words = ["service"] if _mentions(text, "service") else []
    found = []
    for keyword in _keywords(text, words, reads_query):
        call = _SERVICE.match(text, keyword.start())
        if call is None:
            found.append(Call(keyword.start(), keyword.span(), "", None, False))
            continue
        iri = next(_resolved(text, call["name"]), None)
        found.append(Call(keyword.start(), call.span("name"), call["name"], iri, call["silent"] is not None))
    return found


# --- FROM --------------------------------------------------------------------------------------


def _graph_named(text: str, position: int) -> tuple[str, bool]:
    """Return the IRI of the FROM clause at that position, and whether it is FROM NAMED."""
    found = _FROM.match(text, position)
    if found:
        for iri in _resolved(text, found[2]):
            return iri, found[1] is not None
    raise Refused(
        f"{place(text, position)}: the graph of this FROM clause cannot be told.",
        "Write its IRI in full, in <>, and let no prefix be called FROM.",
    )


def _resolved(text: str, name: str) -> Iterator[str]:
    """Resolve a name under the text's own PREFIX and BASE, as the engine does."""
    prologue = _PROLOGUE.match(text)
    asking = f"{prologue[0] if prologue else ''}\nSELECT ({name} AS ?graph) {{}}"
    try:
        for row in ox.Store().query(asking, prefixes=vocab.PREFIXES):  # type: ignore[union-attr]
            yield row["graph"].value
    except SyntaxError:
        return


def _refuse_absent(where: str, name: str, held: Collection[str]) -> None:
    if name in held:
        return
    listed = ", ".join(f"<{graph}>" for graph in sorted(held)[:10])
    raise Refused(
        f"{where} names <{name}>, which this store does not hold, and nothing is fetched from elsewhere.",
        f"It holds {listed}." if listed else "It holds no named graph.",
    )
