"""Canonical Turtle: one way to write a graph, so that a diff shows the change and nothing else.

The form: the prefixes in use, sorted; organisations first, then all other subjects in code-point
order; `a` first, then predicates by their written form; one object a line where there are several;
literals keep their lexical form. No blank nodes. Comments survive only at the top of the file.

Written by us and not by a serialiser of a library, because the bytes are a promise: a library may
change its layout with any release, and did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

import pyoxigraph as ox

from sdggraph import vocab
from sdggraph.errors import BadData
from sdggraph.files import decode, line_number, lines_of
from sdggraph.rdf.parsing import is_newer, parse
from sdggraph.rdf.turtle_tokens import tokens

_LOCAL: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE: Final = {
    f"{vocab.PREFIXES['xsd']}boolean": re.compile(r"true|false"),
    f"{vocab.PREFIXES['xsd']}integer": re.compile(r"[+-]?[0-9]+"),
    f"{vocab.PREFIXES['xsd']}decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
}
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
Said = tuple[str, bool, str]  # predicate, whether the value is a literal, value; each as written

_ODD: Final = re.compile(r'[\\"\x00-\x1f\x7f]')
_ORGANISATIONS: Final = vocab.PREFIXES["organisation"]
# the lines at the top of a file that hold comments or nothing; a comment ends where its line does
_TOP: Final = re.compile(r"(?:[ \t]*+#[^\r\n]*+(?:\r\n|\r|\n|\Z)|[ \t]*+(?:\r\n|\r|\n))*+")


def canonical(content: bytes, name: str = "the text") -> bytes:
    """Rewrite Turtle in canonical form.

    Raises BadData for malformed Turtle, a blank node, or a comment below the top of the file.

    >>> print(canonical(b'@prefix t: <https://w3id.org/sdggraph/id/theme/> .  t:b t:p  t:c,t:a.').decode(), end="")
    @prefix theme: <https://w3id.org/sdggraph/id/theme/> .
    <BLANKLINE>
    theme:b
      theme:p
        theme:a ,
        theme:c .
    """
    return rewritten(content, lambda quads: quads, name)


def rewritten(content: bytes, change: Callable[[list[ox.Quad]], Iterable[ox.Quad]], name: str = "the text") -> bytes:
    """Rewrite Turtle in canonical form with changed statements; comments at the top stay. Raises as `canonical`."""
    text = decode(content, name)
    # first, so that malformed Turtle is reported as such before comments are searched for
    quads = list(parse(text, name))
    header = _header(text, name)
    return (header + write(((quad.subject, quad.predicate, quad.object) for quad in change(quads)), name)).encode()


def write(triples: Iterable[tuple[object, object, object]], name: str = "the graph") -> str:
    """Write triples of the engine as canonical Turtle. Raises BadData for a blank node or a term of RDF 1.2."""
    subjects: dict[str, list[Said]] = {}
    prefixes: set[str] = set()
    for subject, predicate, value in triples:
        _refuse(subject, name)
        _refuse(value, name)
        said = predicate_text(getattr(predicate, "value", ""), prefixes), *_term(value, prefixes)
        subjects.setdefault(getattr(subject, "value", ""), []).append(said)
    blocks = [block(iri_text(iri, prefixes), subjects[iri]) for iri in sorted(subjects, key=rank)]
    return "\n".join([head(prefixes), *blocks]) if prefixes else "\n".join(blocks)


def rank(subject: str) -> tuple[bool, str]:
    """Return the sort key of a subject: organisations first, then code points."""
    return not subject.startswith(_ORGANISATIONS), subject


def head(prefixes: Iterable[str]) -> str:
    """Return the lines that declare prefixes."""
    return "".join(f"@prefix {prefix}: <{vocab.PREFIXES[prefix]}> .\n" for prefix in sorted(prefixes))


def block(subject: str, said: Iterable[Said]) -> str:
    """Write all statements of one subject; the terms are in written form already."""
    by_predicate: dict[str, set[tuple[bool, str]]] = {}
    for predicate, is_literal, value in said:
        by_predicate.setdefault(predicate, set()).add((is_literal, value))
    lines = []
    for predicate in sorted(by_predicate, key=lambda written: (written != "a", written)):
        objects = [written for _, written in sorted(by_predicate[predicate])]
        if len(objects) == 1:
            lines.append(f"  {predicate} {objects[0]}")
        else:
            lines.append(f"  {predicate}\n    " + " ,\n    ".join(objects))
    return f"{subject}\n" + " ;\n".join(lines) + " .\n"


def predicate_text(iri: str, prefixes: set[str]) -> str:
    """Write a predicate; add the prefix it uses to the prefixes."""
    return "a" if iri == vocab.RDF_TYPE else iri_text(iri, prefixes)


def _term(term: object, prefixes: set[str]) -> tuple[bool, str]:
    if isinstance(term, ox.Triple) or (isinstance(term, ox.Literal) and term.direction is not None):
        raise BadData(
            f"the term {term} is of RDF 1.2, and canonical data are RDF 1.1.",
            "Describe it as a resource with an IRI of its own, or write a plain string.",
        )
    if not isinstance(term, ox.Literal):
        return False, iri_text(getattr(term, "value", ""), prefixes)
    return True, literal_text(term.value, term.language, term.datatype.value, prefixes)


def literal_text(value: str, language: str | None, datatype: str, prefixes: set[str]) -> str:
    """Write a literal: bare where Turtle allows it, else in quotes."""
    bare = _BARE.get(datatype)
    if bare is not None and bare.fullmatch(value):
        return value
    quoted = '"' + _ODD.sub(_escape, value) + '"'
    if language is not None:
        return f"{quoted}@{language}"
    return quoted if datatype == vocab.XSD_STRING else f"{quoted}^^{iri_text(datatype, prefixes)}"


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def iri_text(iri: str, prefixes: set[str]) -> str:
    """Write an IRI, with its prefix where there is one."""
    short = vocab.compact(iri)
    prefix, _, local = short.partition(":")
    if short != iri and _LOCAL.fullmatch(local):
        prefixes.add(prefix)
        return short
    return "<" + re.sub(r'[\x00-\x20<>"{}|^`\\]', lambda found: f"\\u{ord(found[0]):04X}", iri) + ">"


def _refuse(term: object, name: str) -> None:
    if isinstance(term, ox.BlankNode):
        raise BadData(
            "a blank node stands here, and canonical data have none.",
            "Give the thing an IRI, so that others can point at it.",
            file=name,
        )
    if is_newer(term):
        raise BadData("a term of RDF 1.2 stands here.", "Write it with the terms of RDF 1.1.", file=name)


def _header(text: str, name: str) -> str:
    """Return the comment lines at the top of the file; raise BadData for a comment further down, which would be
    lost.
    """
    top = _TOP.match(text)
    end = top.end() if top else 0
    for token in tokens(text, end):
        if token.kind == "comment":
            raise BadData(
                "a comment stands below the top of the file, where canonical form cannot keep it.",
                "Move it to the top, or make it a skos:editorialNote.",
                file=name,
                line=line_number(text, token.start),
            )
    # spaces and tabs only: other white space may be part of a comment
    lines = [line.rstrip(" \t") for line in lines_of(text[:end]) if line.strip(" \t")]
    return "\n".join([*lines, "", ""]) if lines else ""
