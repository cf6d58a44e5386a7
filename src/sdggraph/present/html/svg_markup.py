"""Elements of SVG as markup for templates, with everything escaped that is not markup already."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup, escape

from sdggraph.present.pictures.svg import element, escaped
from sdggraph.present.text import xml_safe


def drawn(name: str, attributes: Mapping[str, object], *content: str) -> Markup:
    """Write an element with its attributes, and with its content if there is any.

    >>> drawn("title", {"id": '"a"'}, "A & B")
    Markup('<title id="&quot;a&quot;">A &amp; B</title>')
    >>> drawn("g", {}, drawn("use", {"y": 6}))
    Markup('<g><use y="6"/></g>')
    """
    inside = "".join(each if isinstance(each, Markup) else escape(xml_safe(each)) for each in content)
    safe = {key: escaped(str(value)) for key, value in attributes.items()}
    return Markup(element(name, safe, inside if content else None))  # noqa: S704  # escaped above
