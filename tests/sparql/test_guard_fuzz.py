"""Queries put together at random from known tricks: each is refused, or calls nobody."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, assume, find, given, settings
from hypothesis import strategies as st

from sdggraph import vocab
from sdggraph.errors import Refused
from sdggraph.sparql import guard
from tests.listener import Listener
from tests.quick import slowly

SETTINGS = settings(
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

EXAMPLES = pytest.mark.parametrize("examples", [100, slowly(600)])

GAP = st.sampled_from(["", "", " ", "\n", "\t", "#\n", "#SERVICE\n", "#'''\n", "#>\n", '#"""\r', "#<\n", "# \\u0022\n"])
WORD = st.sampled_from(["SERVICE", "service", "SeRvIcE"])
CALLED = st.sampled_from(["<URL>", "<URL?'(>", "<URL#>", "<URL/\\u0041>", ":x", "SERVICE:x", "?e"])
TERMS = [
    "?a",
    "$b",
    "?SERVICE",
    "1",
    "1.5",
    "5e3",
    "true",
    "()",
    "[]",
    "_:SERVICE",
    "<http://x/>",
    "<http://x/#'''>",
    "b:x",
    ":x",
    "SERVICE:x",
    "b:SERVICE",
    "b:x.y",
    "b:x\\'y",
    "b:\\#z",
    "'>'",
    '"<"',
    "'\\''",
    "'SERVICE'@en",
    "'\\u0027SERVICE'",
]
TERM = st.sampled_from([*TERMS, "'''\n'''", '"""x"y"""'])
OPERATOR = st.sampled_from(
    ["<", ">", "<=", ">=", "=", "!=", "+", "-", "*", "/", "&&", "||", "<-", ">'", "<b:x#>'''\n+"]
)


@st.composite
def calls(draw: st.DrawFn) -> str:
    silent = draw(st.sampled_from(["", "SILENT", " silent"]))
    return draw(WORD) + draw(GAP) + silent + draw(GAP) + draw(CALLED) + draw(GAP) + "{" + draw(GAP) + "}"


@st.composite
def comparisons(draw: st.DrawFn) -> str:
    inside = draw(TERM) + draw(GAP) + draw(OPERATOR) + draw(GAP) + draw(TERM)
    return f"FILTER{draw(GAP)}({inside}{draw(GAP)})"


@st.composite
def triples(draw: st.DrawFn) -> str:
    verb = draw(st.sampled_from(["?p", "b:x", "a ", "<http://x/>", "b:x?", "b:x*/b:y", "^b:x", "(b:x|:x)"]))
    end = draw(st.sampled_from([".", " .", "", ";", ". ."]))
    return draw(TERM) + draw(GAP) + verb + draw(GAP) + draw(TERM) + end


@st.composite
def groups(draw: st.DrawFn, depth: int = 2) -> str:
    part = st.one_of(calls(), comparisons(), triples(), WORD)
    parts = draw(st.lists(part, max_size=4))
    if depth and draw(st.booleans()):
        around = draw(
            st.sampled_from(
                ["{}", "OPTIONAL{}", "MINUS {}", "FILTER EXISTS{}", "FILTER(!EXISTS {})", "GRAPH ?g{}", "{{SELECT*{}}}"]
            )
        )
        inner = draw(groups(depth=depth - 1))
        head, tail = around.split("{}", 1) if "{{" not in around else ("{SELECT*", "}")
        parts.insert(draw(st.integers(0, len(parts))), f"{head}{inner}{tail}")
    text = "".join(part + draw(GAP) for part in parts)
    return f"{{{draw(GAP)}{text}}}"


@st.composite
def queries(draw: st.DrawFn) -> str:
    prologue = "PREFIX : <URL/> PREFIX b: <http://b/>" + draw(
        st.sampled_from(
            ["", " PREFIX SERVICE: <URL/>", "BASE<http://x/>", "#SERVICE\n", " PREFIX SERVICEb: <http://b/>"]
        )
    )
    form = draw(st.sampled_from(["ASK", "SELECT *", "SELECT*WHERE", "CONSTRUCT {} WHERE", "DESCRIBE *", "DESCRIBE ?a"]))
    values = draw(st.sampled_from(["", "VALUES ?e { <URL> }", "VALUES(?e ?a){(<URL> 1)}"]))
    group = draw(groups())
    return f"{prologue}{draw(GAP)} {form}{draw(GAP)}{{{values}{group}}}"


@st.composite
def updates(draw: st.DrawFn) -> str:
    fetch = st.builds(
        lambda *parts: "".join(parts),
        st.sampled_from(["LOAD", "load"]),
        GAP,
        st.sampled_from(["", "SILENT"]),
        GAP,
        CALLED,
    )
    modify = st.builds(lambda group: f"INSERT {{ b:x b:y 1 }} WHERE {group}", groups())
    data = st.builds(lambda a, b: f"INSERT DATA {{ b:load{a}b:x{b}'LOAD' }}", GAP, GAP)
    operations = draw(st.lists(st.one_of(fetch, modify, data), min_size=1, max_size=3))
    joint = draw(GAP) + ";" + draw(GAP)
    return "PREFIX : <URL/> PREFIX b: <http://b/> " + joint.join(operations) + draw(st.sampled_from(["", ";", " #"]))


def runs_query(text: str) -> None:
    """Run it unguarded, the way the embedded store would, to the last row."""
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        answer = ox.Store().query(text, prefixes=vocab.PREFIXES, use_default_graph_as_union=True)
        if not isinstance(answer, ox.QueryBoolean):
            list(answer)


def runs_update(text: str) -> None:
    with contextlib.suppress(SyntaxError, OSError, RuntimeError, ValueError):
        ox.Store().update(text, prefixes=vocab.PREFIXES)


def tried(check: Callable[[str], None], texts: st.SearchStrategy[str], examples: int) -> None:
    """Check so many texts."""
    settings(SETTINGS, max_examples=examples)(given(texts)(check))()


@EXAMPLES
def test_every_query_is_refused_or_calls_nobody(listener: Listener, examples: int) -> None:
    def check(text: str) -> None:
        text = text.replace("URL", listener.url)
        before = listener.calls
        try:
            guard.check_query(text, list)
        except Refused:
            assert listener.calls == before, "the guard itself called"
            assert guard.reads_query(text), "refused what the engine cannot even read"
        else:
            runs_query(text)
            assert listener.calls == before

    tried(check, queries(), examples)


@pytest.mark.slow
@EXAMPLES
def test_every_update_is_refused_or_calls_nobody(listener: Listener, examples: int) -> None:
    def check(text: str) -> None:
        text = text.replace("URL", listener.url)
        before = listener.calls
        try:
            guard.check_update(text)
        except Refused:
            assert listener.calls == before, "the guard itself called"
            assert guard.reads_update(text), "refused what the engine cannot even read"
        else:
            runs_update(text)
            assert listener.calls == before

    tried(check, updates(), examples)


@pytest.mark.slow
@EXAMPLES
def test_what_is_refused_really_is_the_keyword(examples: int) -> None:
    """GRAPH takes the same things as SERVICE: where it can stand in its place, SERVICE was the keyword."""

    def check(text: str) -> None:
        assume("PREFIX SERVICE" not in text)  # refused all the same, but the prefix is pointed at
        text = text.replace("URL", "http://127.0.0.1:1/")
        try:
            guard.check_query(text, list)
        except Refused as refused:
            line, column = (int(part.split()[-1]) for part in refused.problem.split(":")[0].split(","))
            start = sum(len(each) for each in text.split("\n")[: line - 1]) + line - 1 + column - 1
            found = guard._keywords(text, ["service"], guard.reads_query)
            assert start == next(found).start()
            rest = text[start + len("SERVICE") :]
            silent = rest.upper().find("SILENT")
            without = rest if silent == -1 else rest[:silent] + rest[silent + 6 :]
            assert any(guard.reads_query(f"{text[:start]}GRAPH{ending}") for ending in (rest, without))

    tried(check, queries(), examples)


@pytest.mark.slow
@pytest.mark.parametrize("naive", [r"\bSERVICE\b", r"\bSERVICE\s*[<?]", r"(?<![\w:?])SERVICE\s"])
def test_the_same_texts_catch_a_guard_that_only_looks_for_the_word(listener: Listener, naive: str) -> None:
    """The fuzzing has teeth: it finds texts that slip through a scan for the keyword."""

    def slips_through(text: str) -> bool:
        text = text.replace("URL", listener.url)
        if re.search(naive, re.sub(r"#[^\n\r]*|'[^'\n]*'", " ", text), re.IGNORECASE):
            return False
        before = listener.calls
        runs_query(text)
        return listener.calls > before

    slipped = find(queries(), slips_through, settings=settings(SETTINGS, max_examples=5000))
    with pytest.raises(Refused):
        guard.check_query(slipped.replace("URL", listener.url), list)
