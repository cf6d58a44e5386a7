"""The filters of the templates: links that lead to the web only, isolated names, numbers, dates."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, unquote, urlencode, urlsplit

from markupsafe import Markup, escape

from sdggraph.messages import ENGLISH, msgid
from sdggraph.names.file_names import file_name

_MONTHS: Final = (
    *(msgid("January"), msgid("February"), msgid("March"), msgid("April"), msgid("May"), msgid("June")),
    *(msgid("July"), msgid("August"), msgid("September"), msgid("October"), msgid("November"), msgid("December")),
)
_DAY: Final = msgid("{day} {month} {year}")
_MONTH: Final = msgid("{month} {year}")
_CLAUSE: Final = msgid("{clause}.")
_DATE: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
# characters that change the direction of the text around them, or that HTML cannot hold
UNSAFE: Final = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
_ENDS: Final = (".", "!", "?", "…", "。", "؟")
_LONGEST: Final = 300  # characters of a name in a heading or a list
_LONGEST_PART: Final = 60  # characters of a part of an address
_CODE: Final = re.compile("`([^`]+)`")
_BREAKS: Final = re.compile(r"(?<=[/?&=#_.+~-])(?=.)")  # places at which an address may be broken
_LONGEST_ADDRESS: Final = 2000


def web(address: str) -> str:
    """Return the address if it leads to a page on the web, else an empty text.

    >>> web("https://example.org/a b"), web("javascript:alert(1)"), web("https:///x")
    ('https://example.org/a b', '', '')
    """
    try:
        parts = urlsplit(address.strip())
        named = parts.hostname
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and named else ""


def host(address: str) -> str:
    """Return the host of an address without `www.`, in ASCII; the address itself if it has none.

    A name in other letters can look like a well-known one, so it is told as the network knows it (Punycode).

    >>> host("https://www.unesco-hist.org/en/"), host("x"), host("https://un\u0435sco.org/")
    ('unesco-hist.org', 'x', 'xn--unsco-0we.org')
    """
    try:
        name = urlsplit(address).hostname
    except ValueError:
        return address
    return _in_ascii(name).removeprefix("www.") if name else address


def _in_ascii(name: str) -> str:
    try:
        return name if name.isascii() else name.encode("idna").decode("ascii")
    except UnicodeError:  # a part is longer than 63 bytes, or holds what no name can
        return quote(name)


def address(text: str) -> Markup:
    """Return the host and the last part of a web address, with the places at which it may break; any other text whole.

    >>> address("https://www.example.org/docs/2024/annual_report.pdf?page=3")
    Markup('<bdi>example.<wbr>org/<wbr>…/<wbr>annual_<wbr>report.<wbr>pdf?<wbr>page=<wbr>3</bdi>')
    >>> address("sg:partner"), address("https://example.org/")
    (Markup('<bdi>sg:partner</bdi>'), Markup('<bdi>example.<wbr>org</bdi>'))
    """
    if not web(text):
        return bdi(text)
    parts = urlsplit(text.strip())
    folders = [each for each in parts.path.split("/") if each]
    last = folders.pop() if folders else ""
    last += f"?{parts.query}" if parts.query else ""
    last += f"#{parts.fragment}" if parts.fragment else ""
    told = (short(host(text), _LONGEST_PART), "…" if folders else "", short(_decoded(last), _LONGEST_PART))
    shown = "/".join(filter(None, told))
    return Markup("<bdi>{}</bdi>").format(Markup("<wbr>").join(map(escape, _BREAKS.split(shown))))


def _decoded(part: str) -> str:
    """Return a part of an address without escapes, so that Arabic can be read; as it is if they are invalid."""
    try:
        return unquote(part, errors="strict")
    except UnicodeDecodeError:
        return part


def bdi(text: str) -> Markup:
    """Return the text as an element that keeps its direction to itself; a very long one is cut.

    >>> bdi("<b>")
    Markup('<bdi>&lt;b&gt;</bdi>')
    """
    return Markup("<bdi>{}</bdi>").format(short(text))


def code(text: str) -> Markup:
    """Return the text with its parts between backticks as code elements.

    >>> code("Expected `}` or `<`.")
    Markup('Expected <code>}</code> or <code>&lt;</code>.')
    """
    parts = _CODE.split(text)  # every second one stood between backticks
    return Markup("").join(Markup("<code>{}</code>").format(each) if at % 2 else each for at, each in enumerate(parts))


def short(text: str, most: int = _LONGEST) -> str:
    """Cut a text that is longer than any real name.

    >>> short("a" * 400) == "a" * 300 + "…", short("HIST")
    (True, 'HIST')
    """
    return text if len(text) <= most else f"{text[:most]}…"


def number(value: float) -> str:
    """Format a number with a comma between thousands.

    >>> number(12345), number(2.5)
    ('12,345', '2.5')
    """
    return format(value + 0, ",")  # the sum makes a missing value an error that names it


def day(date: str, words: gettext.NullTranslations = ENGLISH) -> str:
    """Write a date in words, as precisely as it is given; any other text stays as it is.

    >>> day("2026-11-03"), day("2016-05"), day("2016"), day("spring")
    ('3 November 2026', 'May 2016', '2016', 'spring')
    """
    found = _DATE.fullmatch(date)
    if found is None or not found[2] or not 1 <= int(found[2]) <= len(_MONTHS):
        return date
    held = {"month": words.gettext(_MONTHS[int(found[2]) - 1]), "year": found[1]}
    return words.gettext(_DAY).format(day=int(found[3]), **held) if found[3] else words.gettext(_MONTH).format(**held)


def sentence(text: str, words: gettext.NullTranslations = ENGLISH) -> str:
    """Return the text with a capital at the start and a full stop at the end.

    >>> sentence("both work on Geoparks"), sentence("Done.")
    ('Both work on Geoparks.', 'Done.')
    """
    held = capital(text)
    if not held or held.removesuffix("</bdi>").endswith(_ENDS):
        return held
    clause = words.gettext(_CLAUSE)
    return (escape(clause) if isinstance(held, Markup) else clause).format(clause=held)


def capital(text: str) -> str:
    """Return the text with a capital at the start; markup stays markup.

    >>> capital("country group"), capital("")
    ('Country group', '')
    """
    held = text.strip()
    return held[:1].upper() + held[1:]


def translated(english: str, words: gettext.NullTranslations = ENGLISH) -> str:
    """Return an English text that is marked by `msgid` in a language; a text without a translation stays as it is.

    >>> translated("UNESCO region"), translated("")
    ('UNESCO region', '')
    """
    return words.gettext(english) if english else ""


def json_ld(value: Any) -> Markup:  # Any: whatever JSON can hold
    """Return the value as JSON that can stand inside a script element.

    >>> json_ld({"name": "</script>"})
    Markup('{"name": "\\\\u003c/script\\\\u003e"}')
    """
    text = json.dumps(value, ensure_ascii=False).translate(_ESCAPES)
    return Markup(UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: S704  # < > and & are escaped


def query(parameters: Mapping[str, str]) -> str:
    """Return the parameters that have a value as the query of an address.

    >>> query({"q": "water & ice", "region": ""})
    '?q=water+%26+ice'
    """
    held = {name: value for name, value in parameters.items() if value}
    return f"?{urlencode(held)}" if held else ""


def mail(address: str, subject: str, lines: Iterable[str]) -> str:
    """Return the link that opens a mail draft.

    >>> mail("desk@example.org", "HIST", ["Code: HIST", ""])
    'mailto:desk@example.org?subject=HIST&body=Code%3A%20HIST%0D%0A'
    """
    body = "\r\n".join(short(each, 500) for each in lines)
    held = f"mailto:{quote(address, safe='@.+-_')}?subject={quote(short(subject, 100))}&body={quote(body, safe='')}"
    return held[:_LONGEST_ADDRESS].rpartition("%0D%0A")[0] if len(held) > _LONGEST_ADDRESS else held


def sources(addresses: Iterable[str]) -> Markup:
    """Return links to the pages behind a statement, each named by its host; an address that is no page is text."""
    found = []
    for each in addresses:
        shown = escape(short(host(each), 60))
        if web(each):
            found.append(Markup('<a href="{}" rel="noreferrer">{}</a>').format(web(each), shown))
        else:
            found.append(Markup("<bdi>{}</bdi>").format(shown))
    return Markup(", ").join(found)


FILTERS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "web": web,
        "host": host,
        "address": address,
        "bdi": bdi,
        "code": code,
        "short": short,
        "number": number,
        "day": day,
        "sentence": sentence,
        "capital": capital,
        "json_ld": json_ld,
        "query": query,
        "mail": mail,
        "sources": sources,
        "stem": file_name,  # of the file of a page
    }
)
