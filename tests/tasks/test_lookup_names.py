"""Every name on record in many spellings, and what no name may answer to."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

import pytest

from sdggraph.errors import Ambiguous, NotFound
from sdggraph.model.records import Organisation
from sdggraph.tasks import Source
from sdggraph.tasks.lookup import find_organisation
from tests.quick import quick


def without_accents(name: str) -> str:
    """The name without accents; a hamza, a Thai vowel and the like belong to the letter and stay."""
    signs = unicodedata.normalize("NFKD", name)
    return unicodedata.normalize("NFC", re.sub("[\u0300-\u036f]", "", signs))


def without_marks(name: str) -> str:
    """The name without any combining mark: hamza, Thai vowels and the vowel signs of Indian scripts among them."""
    signs = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in signs if not unicodedata.category(sign).startswith("M"))


SPELLINGS: dict[str, Callable[[str], str]] = {
    "lower case": str.lower,
    "upper case": str.upper,
    "title case": str.title,
    "no-break spaces": lambda name: name.replace(" ", "\u00a0"),
    "more spaces": lambda name: f"  {name.replace(' ', '   ')} ",
    "no accents": without_accents,
    "no marks": without_marks,
    "accents apart": lambda name: unicodedata.normalize("NFD", name),
    "dashes": lambda name: name.replace("-", "–"),
    "no hyphens": lambda name: name.replace("-", " "),
    "ampersand": lambda name: name.replace(" and ", " & "),
    "American": lambda name: name.replace("Centre", "Center").replace("Programme", "Program"),
    "article": lambda name: f"The {name}",
    "no commas": lambda name: name.replace(",", "").replace("(", "").replace(")", ""),
    "curly apostrophe": lambda name: name.replace("'", "’"),
    "straight apostrophe": lambda name: name.replace("’", "'"),
    "full width": lambda name: "".join(chr(ord(s) + 0xFEE0) if "!" <= s <= "~" else s for s in name),
    "quotes": lambda name: f'"{name}."',
}
QUICK = ("lower case", "no accents", "ampersand")  # of letters, of accents and of words
# well-known institutions of which there is no record
STRANGERS = """
CERN NUS MIT ESO ITER EMBL JAXA ISRO CSIRO CNES INRIA INRAE IRD CIRAD DLR GFZ ETH EPFL KAUST KAIST
POSTECH SNU NTU HKUST USTC PKU UCL LSE KCL NHM MPI MPG BRGM BGS USGS NOAA NIST NIH CDC EPA DOE ORNL LBNL
LANL PNNL SLAC NREL NCAR UCAR WHOI SIO LDEO MBARI UCLA UCSD CMU RPI NYU UBC UNAM USP ITA INPE FIOCRUZ CONICET
CNEA UBA PUC UNSW ANU UWA GNS NIWA JAMSTEC RIKEN NIES AIST NIMS IISc IIT TIFR BARC DRDO KFUPM AUB AUC METU KIT
TUM RWTH FZJ UFZ AWI IFREMER RBINS KNMI SMHI DTU
"""


def spelled_names(source: Source) -> list[tuple[str, str]]:
    """Every name with the code of its organisation; names that two organisations share are left out."""
    records = source.network.organisations.values()
    names = {
        (record.code, name) for record in records for name in (record.code, record.acronym, *named(record)) if name
    }
    owners = Counter(name.casefold() for _, name in {(code, name.casefold()) for code, name in names})
    return sorted((code, name) for code, name in names if owners[name.casefold()] == 1)


def named(record: Organisation) -> tuple[str, ...]:
    return (record.name, *record.other_names)


@pytest.mark.slow
def test_every_name_on_record_finds_its_organisation_as_it_stands(source: Source) -> None:
    assert all(find_organisation(source.network, name).code == code for code, name in spelled_names(source))


@pytest.mark.parametrize(
    "spelling", [pytest.param(each, marks=() if each in QUICK else pytest.mark.slow) for each in SPELLINGS]
)
def test_every_name_on_record_finds_its_organisation_in_this_spelling(source: Source, spelling: str) -> None:
    wrong = []
    every = ((code, name, SPELLINGS[spelling](name)) for code, name in spelled_names(source))
    for code, name, words in every:
        if words == name:
            continue
        try:
            found = find_organisation(source.network, words).code
        except (NotFound, Ambiguous) as error:
            found = str(error)
        if found != code:
            wrong.append((code, name, found))
    assert wrong == []


@pytest.mark.parametrize("acronym", quick(20, STRANGERS.split()))
def test_an_acronym_that_is_not_on_record_answers_with_no_organisation(source: Source, acronym: str) -> None:
    for words in (acronym, acronym.lower(), f"The {acronym}"):
        with pytest.raises(NotFound):
            find_organisation(source.network, words)


@pytest.mark.parametrize(
    "piece",
    [
        "Academy",
        "Space",
        "International Centre",
        "Cern",
        "of the",
        "The",
        "la",
        "&",
        "'",
        "-",
        "Polish Academy",
        "6",
        "CHN",
    ],
)
def test_a_piece_of_a_name_never_answers(source: Source, piece: str) -> None:
    with pytest.raises(NotFound):
        find_organisation(source.network, piece)


def test_a_message_shows_a_long_text_in_part_only(source: Source) -> None:
    with pytest.raises(NotFound) as caught:
        find_organisation(source.network, "x" * 10_000)
    assert len(str(caught.value)) < 300
