"""The licences for published data: common ones by their SPDX code, any other by its address."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from sdggraph.errors import BadParameter

# kinds of licences, named as in the vocabulary of ADMS (http://purl.org/adms/licencetype/)
ATTRIBUTION: Final = "Attribution"
NON_COMMERCIAL: Final = "NonCommercialUseOnly"
PUBLIC_DOMAIN: Final = "PublicDomain"
SHARE_ALIKE: Final = "ViralEffect-ShareAlike"
_LONGEST: Final = 300  # characters of an address, which is printed at the foot of every poster
# the characters of RFC 3986, except the brackets of IPv6 and the quote, which are unsafe in HTML and shells
_ADDRESS: Final = re.compile(r"https?://(?:[A-Za-z0-9._~:/?#@!$&()*+,;=-]|%[0-9A-Fa-f]{2})+")
_PAGE: Final = re.compile(r"/(deed|legalcode)(\.[a-z_-]+)?$")  # a Creative Commons page about a licence
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?")


class Licence(NamedTuple):
    """A licence: the address of its text, its SPDX code (empty if unknown), and its title."""

    iri: str
    code: str
    title: str

    @property
    def name(self) -> str:
        """The short name; the address if the licence is unknown.

        >>> find_licence("CC-BY-SA-3.0-IGO").name, find_licence("CC0-1.0").name, find_licence("https://example.org/terms").name
        ('CC BY-SA 3.0 IGO', 'CC0 1.0', 'https://example.org/terms')
        """
        return re.sub(r"^CC-|-(?=\d)|(?<=\d)-", lambda found: found[0].replace("-", " "), self.code) or self.iri

    @property
    def words(self) -> str:
        """The name and the address, for a single line.

        >>> find_licence("odbl-1.0").words, find_licence("https://example.org/terms").words
        ('ODbL 1.0, https://opendatacommons.org/licenses/odbl/1-0/', 'https://example.org/terms')
        """
        return f"{self.name}, {self.iri}" if self.code else self.iri

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kind of the licence in the terms of ADMS; empty if the licence is unknown.

        >>> find_licence("CC-BY-NC-4.0").kinds, find_licence("https://example.org/terms").kinds
        (('Attribution', 'NonCommercialUseOnly'), ())
        """
        return _KINDS.get(self.code, ())


CC_BY: Final = Licence(
    "https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0", "Creative Commons Attribution 4.0 International"
)
_CC: Final = "https://creativecommons.org/"
_ODC: Final = "https://opendatacommons.org/licenses/"
_OGL: Final = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
LICENCES: Final = (
    Licence(f"{_CC}publicdomain/zero/1.0/", "CC0-1.0", "Creative Commons Zero 1.0 Universal"),
    CC_BY,
    Licence(f"{_CC}licenses/by-sa/4.0/", "CC-BY-SA-4.0", "Creative Commons Attribution-ShareAlike 4.0 International"),
    Licence(
        f"{_CC}licenses/by-nc/4.0/", "CC-BY-NC-4.0", "Creative Commons Attribution-NonCommercial 4.0 International"
    ),
    Licence(f"{_CC}licenses/by/3.0/igo/", "CC-BY-3.0-IGO", "Creative Commons Attribution 3.0 IGO"),
    Licence(f"{_CC}licenses/by-sa/3.0/igo/", "CC-BY-SA-3.0-IGO", "Creative Commons Attribution-ShareAlike 3.0 IGO"),
    Licence(f"{_ODC}odbl/1-0/", "ODbL-1.0", "Open Data Commons Open Database License 1.0"),
    Licence(f"{_ODC}by/1-0/", "ODC-By-1.0", "Open Data Commons Attribution License 1.0"),
    Licence(f"{_ODC}pddl/1-0/", "PDDL-1.0", "Open Data Commons Public Domain Dedication and License 1.0"),
    Licence(_OGL, "OGL-UK-3.0", "Open Government Licence 3.0 (United Kingdom)"),
)
_KINDS: Final = MappingProxyType(
    {
        "CC0-1.0": (PUBLIC_DOMAIN,),
        "CC-BY-4.0": (ATTRIBUTION,),
        "CC-BY-SA-4.0": (ATTRIBUTION, SHARE_ALIKE),
        "CC-BY-NC-4.0": (ATTRIBUTION, NON_COMMERCIAL),
        "CC-BY-3.0-IGO": (ATTRIBUTION,),
        "CC-BY-SA-3.0-IGO": (ATTRIBUTION, SHARE_ALIKE),
        "ODbL-1.0": (ATTRIBUTION, SHARE_ALIKE),
        "ODC-By-1.0": (ATTRIBUTION,),
        "PDDL-1.0": (PUBLIC_DOMAIN,),
        "OGL-UK-3.0": (ATTRIBUTION,),
    }
)


def find_licence(text: str) -> Licence:
    """Find a licence by its SPDX code, in any case, or by its web address.

    A known address gives the known licence; any other address becomes a licence of its own. Raises BadParameter for an
    unknown code, and for an address that could break a file that contains it.

    >>> find_licence("cc0-1.0").iri
    'https://creativecommons.org/publicdomain/zero/1.0/'
    >>> find_licence("http://creativecommons.org/licenses/by-sa/3.0/igo").code
    'CC-BY-SA-3.0-IGO'
    >>> find_licence("https://example.org/terms")
    Licence(iri='https://example.org/terms', code='', title='https://example.org/terms')
    """
    address = text.casefold().startswith(("http://", "https://"))
    for each in LICENCES:
        if text.casefold() == each.code.casefold() or (address and _same(text) == _same(each.iri)):
            return each
    if not _is_sound(text):
        codes = ", ".join(each.code for each in LICENCES)
        raise BadParameter(
            f"{text!r} is neither a known licence nor an address.",
            f"Give one of {codes}, or an address in full, such as https://example.org/terms.",
        )
    return Licence(text, "", text)


def _same(address: str) -> str:
    """Normalise an address: SPDX has 1.0 where Open Data Commons has 1-0."""
    bare = address.casefold().partition("://")[2].removeprefix("www.")
    return _PAGE.sub("", bare).removesuffix("/").replace("1.0", "1-0")


def _is_sound(address: str) -> bool:
    """Whether every format can hold the address; frictionless accepts no path with two dots in sequence."""
    if len(address) > _LONGEST or ".." in address or not _ADDRESS.fullmatch(address) or address.count("#") > 1:
        return False
    return _HOST.fullmatch(urlsplit(address).netloc) is not None
