"""SVG as text: elements, escaping, the frame of a picture, and colours with enough contrast for text.

Heat map, network and posters are drawn with it. Attributes keep the given order, so that the same picture always has
the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from sdggraph.present.text import xml_safe

CONTRAST: Final = 4.5  # WCAG 2.2, success criterion 1.4.3: normal text
# the better of black and white has a contrast of at least 4.58 with any colour
INKS: Final = ("#1a1a1a", "#ffffff", "#000000")


class Frame(NamedTuple):
    """The frame of a picture."""

    width: str
    height: str
    view: tuple[str, str]  # width and height in the units of the drawing
    title: str
    about: str  # a description for people who cannot see the picture
    ids: tuple[str, str]  # of title and description; they must differ if several pictures are in one page
    font: str
    paper: str = "#ffffff"
    language: str = ""


def opening(frame: Frame) -> list[str]:
    """Return the first lines of a picture: root element, title, description and background; close it with `</svg>`."""
    wide, high = frame.view
    title, about = frame.ids
    root = {
        "xmlns": "http://www.w3.org/2000/svg",
        "width": frame.width,
        "height": frame.height,
        "viewBox": f"0 0 {wide} {high}",
        "role": "img",
        "aria-labelledby": f"{title} {about}",
        **({"lang": frame.language} if frame.language else {}),
        "font-family": frame.font,
    }
    return [
        element("svg", root, "").removesuffix("</svg>"),
        element("title", {"id": title}, frame.title),
        element("desc", {"id": about}, frame.about),
        element("rect", {"width": wide, "height": high, "fill": frame.paper}),
    ]


def element(name: str, attributes: Mapping[str, object], content: str | None = None) -> str:
    """Write an element; its content is not escaped, so that it may contain elements. Empty without content.

    >>> element("text", {"x": 1, "font-size": 12}, escaped("A & B"))
    '<text x="1" font-size="12">A &amp; B</text>'
    >>> element("rect", {"fill": "none"})
    '<rect fill="none"/>'
    """
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{told}/>" if content is None else f"<{name}{told}>{content}</{name}>"


def titled(title: str, *drawn: str) -> str:
    """Group elements under an escaped title, which appears under the mouse pointer."""
    return element("g", {}, element("title", {}, title) + "".join(drawn))


def escaped(text: str) -> str:
    """Escape text for the content of an element or an attribute.

    >>> escaped('<"a\\x00">')
    '&lt;&quot;a\ufffd&quot;&gt;'
    """
    return escape(xml_safe(text), {'"': "&quot;"})


# --- colours ------------------------------------------------------------------------------------


def ink(fill: str) -> str:
    """Return the text colour for a fill: dark if that has enough contrast, else white, else black; always 4.5:1 or
    better.

    >>> ink("#ffffff"), ink("#19486A")
    ('#1a1a1a', '#ffffff')
    """
    return next(colour for colour in INKS if contrast(colour, fill) >= CONTRAST)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it: (L1 + 0.05) / (L2 + 0.05), from 1 to 21.

    >>> contrast("#ffffff", "#000000")
    21.0
    """
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of an sRGB colour, from 0 (black) to 1 (white), as WCAG 2.2 defines it.

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    red, green, blue = (_linear(value / 255) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(colour: str, part: float) -> str:
    """Mix a colour with white: 0 gives white, 1 the colour itself.

    >>> mixed("#000000", 0.5), mixed("#26BDE2", 1.0)
    ('#7f7f7f', '#26bde2')
    """
    return "#" + "".join(f"{255 - round((255 - value) * part):02x}" for value in _channels(colour))


def _channels(colour: str) -> Iterable[int]:
    return (int(colour[place : place + 2], 16) for place in (1, 3, 5))


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
