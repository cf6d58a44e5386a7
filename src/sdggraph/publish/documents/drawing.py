"""A page as measured shapes: one layout for both SVG and PDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final, NamedTuple

from sdggraph.present.pictures import svg as markup
from sdggraph.present.pictures.svg import element, ink
from sdggraph.publish.documents import fonts

A4: Final = (595.28, 841.89)  # points
LEADING: Final = 1.24  # line height, relative to the font size
_ABOVE, _BELOW = 0.76, 0.24  # parts of a line above and below its base line, relative to the font size
_FAMILIES: Final = "FiraGO, 'Fira Sans', 'Noto Sans', 'Noto Sans CJK SC', 'Noto Sans Arabic', 'DejaVu Sans', sans-serif"


class Text(NamedTuple):
    """A line of text; x and y are the left end of its base line, from the upper left corner of the page."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    ink: str = "#1a1a1a"
    on: str = "#ffffff"  # the colour behind the text
    link: str = ""

    @property
    def width(self) -> float:
        """The measured width."""
        return fonts.width(self.text, self.size, self.bold)

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The bounding box: left, top, right, bottom."""
        return self.x, self.y - _ABOVE * self.size, self.x + self.width, self.y + _BELOW * self.size


class Rect(NamedTuple):
    """A filled rectangle, with an outline if a stroke is given."""

    x: float
    y: float
    width: float
    height: float
    fill: str = "none"
    stroke: str = "none"


class Dot(NamedTuple):
    """A circle: filled, or hollow."""

    x: float
    y: float
    radius: float
    fill: str = "none"
    stroke: str = "none"


class Rule(NamedTuple):
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    stroke: str = "#c9ced8"
    thick: float = 0.5


Shape = Text | Rect | Dot | Rule


class Page(NamedTuple):
    """A page with its shapes, the lowest first."""

    shapes: tuple[Shape, ...]
    size: tuple[float, float] = A4

    @property
    def texts(self) -> list[Text]:
        """The lines of text, in reading order."""
        return [shape for shape in self.shapes if isinstance(shape, Text)]


def centred(middle: float, y: float, text: str, size: float, *, on: str, bold: bool = True) -> Text:
    """Return a centred line of text, in a colour that contrasts with what is behind it."""
    return Text(middle - fonts.width(text, size, bold) / 2, y, text, size, bold, ink(on), on)


def moved(shape: Shape, scale: float, x: float, y: float) -> Shape:
    """Scale a shape from the upper left corner, then move it.

    >>> moved(Rule(0, 1, 2, 1), 2, 10, 0)[:4]
    (10, 2, 14, 2)
    """
    match shape:
        case Text():
            return shape._replace(x=shape.x * scale + x, y=shape.y * scale + y, size=shape.size * scale)
        case Rect():
            wide, high = shape.width * scale, shape.height * scale
            return shape._replace(x=shape.x * scale + x, y=shape.y * scale + y, width=wide, height=high)
        case Dot():
            return shape._replace(x=shape.x * scale + x, y=shape.y * scale + y, radius=shape.radius * scale)
        case Rule():
            to_x, to_y = shape.to_x * scale + x, shape.to_y * scale + y
            return shape._replace(x=shape.x * scale + x, y=shape.y * scale + y, to_x=to_x, to_y=to_y)


def faults(page: Page) -> list[str]:
    """List the faults of a page: texts that overlap or leave the page. A good page has none."""
    found = []
    for text in page.texts:
        left, top, right, bottom = text.box
        if left < 0 or top < 0 or right > page.size[0] or bottom > page.size[1]:
            found.append(f"{text.text!r} leaves the page")
    for one, other in combinations(page.texts, 2):
        (left, top, right, bottom), (left_2, top_2, right_2, bottom_2) = one.box, other.box
        if min(right, right_2) - max(left, left_2) > 0.1 and min(bottom, bottom_2) - max(top, top_2) > 0.1:
            found.append(f"{one.text!r} runs into {other.text!r}")
    return found


def svg(page: Page, title: str, about: str) -> str:
    """Draw the page as SVG. Text is written as text elements, each with its measured width, so that any font of the
    reader fits."""
    wide, high = (_number(each) for each in page.size)
    ids = "poster-title", "poster-desc"
    frame = markup.Frame("210mm", "297mm", (wide, high), _xml(title), _xml(about), ids, _FAMILIES, language="en")
    return "\n".join([*markup.opening(frame), *_elements(page.shapes), "</svg>"]) + "\n"


def _elements(shapes: Iterable[Shape]) -> Iterator[str]:
    for shape in shapes:
        match shape:
            case Text():
                yield _text(shape)
            case Rect(x, y, width, height, fill, stroke):
                place = _numbers(x=x, y=y, width=width, height=height)
                yield element("rect", place | {"fill": fill, "stroke": stroke, "stroke-width": "0.5"})
            case Dot(x, y, radius, fill, stroke):
                place = _numbers(cx=x, cy=y, r=radius)
                yield element("circle", place | {"fill": fill, "stroke": stroke, "stroke-width": "0.9"})
            case Rule(x, y, to_x, to_y, stroke, thick):
                ends = f"M{_number(x)} {_number(y)}L{_number(to_x)} {_number(to_y)}"
                yield element("path", {"d": ends, "stroke": stroke, "stroke-width": _number(thick)})


def _text(shape: Text) -> str:
    place = _numbers(x=shape.x, y=shape.y) | {"font-size": _number(shape.size)}
    if shape.bold:
        place["font-weight"] = "700"
    place["fill"] = shape.ink
    if len(shape.text) > 1:
        place |= {"textLength": _number(shape.width), "lengthAdjust": "spacingAndGlyphs"}
    drawn = element("text", place, _xml(shape.text))
    return element("a", {"href": _xml(shape.link)}, drawn) if shape.link else drawn


def _numbers(**values: float) -> dict[str, str]:
    return {name: _number(value) for name, value in values.items()}


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _xml(text: str) -> str:
    return markup.escaped(fonts.plain(text))
