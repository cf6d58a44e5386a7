"""Atom feeds (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree as ET

from sdggraph.present.text import xml_safe

ATOM = "http://www.w3.org/2005/Atom"


class Entry(NamedTuple):
    """One entry of a feed."""

    id: str  # an IRI
    title: str
    updated: str  # YYYY-MM-DD
    summary: str
    link: str = ""
    category: str = ""


class Feed(NamedTuple):
    """The metadata of a feed."""

    id: str
    title: str
    subtitle: str
    updated: str  # YYYY-MM-DD
    author: str
    link: str = ""  # the page that the feed belongs to
    address: str = ""  # the feed's own address
    rights: str = "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


def atom(feed: Feed, entries: Iterable[Entry]) -> bytes:
    """Write the feed with its entries in the given order."""
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", feed.id)
    _text(root, "title", feed.title)
    _text(root, "subtitle", feed.subtitle)
    _text(root, "updated", _moment(feed.updated))
    _text(ET.SubElement(root, "author"), "name", feed.author)
    if feed.address:
        ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": xml_safe(feed.address)})
    if feed.link:
        ET.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": xml_safe(feed.link)})
    _text(root, "rights", feed.rights)
    for entry in entries:
        item = ET.SubElement(root, "entry")
        _text(item, "id", entry.id)
        _text(item, "title", entry.title)
        _text(item, "updated", _moment(entry.updated))
        if entry.link:
            ET.SubElement(item, "link", {"rel": "alternate", "href": xml_safe(entry.link)})
        if entry.category:
            ET.SubElement(item, "category", {"term": xml_safe(entry.category)})
        _text(item, "summary", entry.summary)
    ET.indent(root, " ")
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = xml_safe(text)


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"
