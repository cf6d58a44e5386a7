"""No template has a sentence that gettext does not see."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from jinja2 import nodes

from sdggraph.present.html.environment import TEMPLATES, environment
from tests.made_up_language import Told

# names of formats and prefixes, which stay in every language
NAMES = re.compile(r"\b(?:CSV|JSON-LD|JSON|SVG|PDF|HTML|Markdown|Turtle|SHACL|sdggraph|sg|correct)\b")
# attributes and their values that an expression writes
MARKUP = {"selected", "page", "true", "none", "wide", "numeric", "text", "query-problem"}


def without_expressions(template: str) -> str:
    """The HTML of a template, with a blank for each expression and each sentence that is translated."""
    parts, in_sentence, name = [], False, ""
    for _, kind, value in environment("en").lex(TEMPLATES[template]):
        if kind == "name" and name == "block_begin":
            in_sentence = value == "trans" or (in_sentence and value != "endtrans")
        if kind == "data" and not in_sentence:
            parts.append(value)
        elif kind in ("variable_end", "block_end"):
            parts.append(" ")
        name = kind if kind != "whitespace" else name
    return "".join(parts)


def constants(node: nodes.Node) -> Iterator[str]:
    """The texts that an expression can write as they stand; what a function or a filter takes is no such text."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from constants(node.expr1)
        if node.expr2 is not None:
            yield from constants(node.expr2)
    elif isinstance(node, nodes.Or | nodes.And | nodes.Add):
        yield from (*constants(node.left), *constants(node.right))
    elif isinstance(node, nodes.Concat | nodes.Output):
        for each in node.nodes:
            yield from constants(each)
    elif isinstance(node, nodes.Filter) and node.node is not None:
        yield from constants(node.node)


def untold(template: str) -> list[str]:
    """The words of a template that are not translated."""
    told = [part for part in Told(without_expressions(template)).parts if re.search("[A-Za-z]{2}", NAMES.sub("", part))]
    outputs = environment("en").parse(TEMPLATES[template]).find_all(nodes.Output)
    written = [text for output in outputs for text in constants(output)]
    return told + [
        text for text in written if re.search("[A-Za-z]{2}", NAMES.sub("", text)) and text.strip() not in MARKUP
    ]


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_every_sentence_of_a_template_goes_through_gettext(template: str) -> None:
    assert untold(template) == []


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("<p>Some words</p>", ["Some words"]),
        ('<p title="Some words">{{ x }}</p>', ["Some words"]),
        ('<p data-none="Some words" data-kind="words">{{ x }}</p>', ["Some words"]),
        ('{% if x %}<a href="y">Go on</a>{% endif %}', ["Go on"]),
        ("{{ 'Some words' if x else _('others') }}", ["Some words"]),
        ("{{ x or 'no such thing' }}", ["no such thing"]),
        ("{% trans %}Some words{% endtrans %} and more", ["and more"]),
        ("{% trans count=x %}One{% pluralize %}{{ count }} things{% endtrans %}", []),
        ("{{ _('Some words') }} <b>CSV</b>{{ ' selected' if x }}", []),
        ('<script type="application/ld+json">{"a": "Some words"}</script><code>sg:x</code>', []),
    ],
)
def test_the_check_finds_a_sentence_wherever_it_stands(
    template: str, found: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TEMPLATES, "tried.html", template)
    assert [each.strip() for each in untold("tried.html")] == found
