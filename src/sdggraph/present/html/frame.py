"""The frame of a page: everything that is the same on all pages, or depends on where a page is published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RIGHT_TO_LEFT: Final = frozenset({"ar", "fa", "he", "ur"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
HEADER_POLICY: Final = f"{POLICY}; frame-ancestors 'none'"  # browsers ignore frame-ancestors in a <meta> element


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left.

    >>> is_right_to_left("ar"), is_right_to_left("ar-EG"), is_right_to_left("fr")
    (True, True, False)
    """
    return language.partition("-")[0] in RIGHT_TO_LEFT


@dataclass(frozen=True)
class Alternate:
    """Another form of what all pages tell: a feed or a calendar."""

    media_type: str
    path: str
    title: str


@dataclass(frozen=True)
class Frame:
    """The place of a page, and the facts that every page shows.

    >>> frame = Frame("organisations/HIST.html", "5f1d", "2026-11-23")
    >>> frame.to("assets/portal.css"), frame.is_in("organisations/"), frame.direction
    ('../assets/portal.css', True, 'ltr')
    """

    path: str  # of the page, from the start of the site: organisations/HIST.html
    data_version: str
    data_date: str  # YYYY-MM-DD
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    licence_name: str = "CC BY 4.0"
    publisher: str = "sdggraph"
    contact: str = ""  # an e-mail address or a page of the operator
    base: str = ""  # the public address of the site, with a slash at the end; empty if unknown
    language: str = "en"
    has_server: bool = True  # False in a published folder, where nothing is computed
    endpoint: str = ""  # of a published folder: the SPARQL service that it names
    alternates: tuple[Alternate, ...] = ()

    @property
    def direction(self) -> str:
        """The direction of the script: ltr or rtl."""
        return "rtl" if is_right_to_left(self.language) else "ltr"

    @property
    def up(self) -> str:
        """The relative path from the page to the start of the site, such as `../`."""
        return "../" * self.path.count("/")

    @property
    def canonical(self) -> str:
        """The public address of the page; empty if it is unknown."""
        return self.base + self.path.removesuffix("index.html") if self.base else ""

    @property
    def mail(self) -> str:
        """The operator's e-mail address; empty if there is none."""
        return self.contact if "@" in self.contact and "://" not in self.contact else ""

    def to(self, path: str) -> str:
        """Return the relative link from the page to a path of the site."""
        return f"{self.up}{path}"

    def is_in(self, *folders: str) -> bool:
        """Whether the page lies in one of these folders."""
        return self.path.startswith(folders)
