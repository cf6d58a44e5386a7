"""Plain HTML pages: one style sheet of our own, no script, no external resource."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources
from typing import Any, Final

from sdggraph.present.disclaimer import DISCLAIMER
from sdggraph.present.text import xml_safe
from sdggraph.publish.catalogues.schema_org import is_web
from sdggraph.publish.site.licence_registry import Licence

STYLE_PATH: Final = "style.css"
STYLE: Final = resources.files("sdggraph.publish").joinpath("pages.css").read_bytes()
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def text(value: str) -> str:
    """Escape the text for HTML.

    >>> text('<b> & "x"')
    '&lt;b&gt; &amp; &quot;x&quot;'
    """
    return escape(xml_safe(value))


def name(value: str) -> str:
    """Escape a name for HTML, isolated because its script may run in the other direction."""
    return f"<bdi>{text(value)}</bdi>"


def link(address: str, words: str) -> str:
    """Return a link to a web page or a file of the publication; for any other address, only the words."""
    if is_web(address) or (":" not in address and not address.startswith("/")):
        return f'<a href="{text(address)}">{name(words)}</a>'
    return name(words)


def licence(known: Licence) -> str:
    """Return a link to a licence with its name; a licence without a name is called "licence".

    >>> from sdggraph.publish.site.licence_registry import find_licence
    >>> licence(find_licence("https://example.org/terms"))
    'licence <a href="https://example.org/terms"><bdi>https://example.org/terms</bdi></a>'
    """
    return link(known.iri, known.name) if known.code else f"licence {link(known.iri, known.iri)}"


def listed(items: Iterable[str]) -> str:
    """Return a list of HTML items; empty without items."""
    every = "".join(f"<li>{item}</li>\n" for item in items)
    return f"<ul>\n{every}</ul>\n" if every else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Return a description list of HTML names and values; pairs without a value are left out."""
    every = "".join(f"<dt>{label}</dt><dd>{value}</dd>\n" for label, value in pairs if value)
    return f"<dl>\n{every}</dl>\n" if every else ""


def page(
    *,
    title: str,
    description: str,
    address: str,
    body: Iterable[str],
    json_ld: Sequence[dict[str, Any]],
    up: str = "",
    links: Iterable[tuple[str, str, str, str]] = (),
) -> Iterable[bytes]:
    """Yield a whole page, piece by piece.

    `up` is the path from the page to the folder (`../`), and `links` are (relation, media type, address, title).
    """
    head = [
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
        f"<title>{text(title)}</title>\n",
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        f'<meta name="description" content="{text(description[:300])}">\n',
        f'<link rel="canonical" href="{text(address)}">\n',
        f'<link rel="stylesheet" href="{up}{STYLE_PATH}">\n',
    ]
    for relation, kind, target, words in links:
        head.append(f'<link rel="{relation}" type="{kind}" href="{text(target)}" title="{text(words)}">\n')
    yield "".join(head).encode()
    for each in json_ld:
        content = json.dumps(each, ensure_ascii=False, indent=1).translate(_ESCAPES)
        yield f'<script type="application/ld+json">\n{content}\n</script>\n'.encode(errors="replace")
    yield b"</head>\n<body>\n"
    for piece in body:
        yield piece.encode(errors="replace")
    yield f'<aside class="note" aria-label="Names of places"><p>{text(DISCLAIMER)}</p></aside>\n'.encode()
    yield b"</body>\n</html>\n"
