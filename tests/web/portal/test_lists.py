"""Lists of organisations: letters to jump to, and facts that stay readable below a name."""

from __future__ import annotations

import re

import httpx
import pytest

from sdggraph.tasks import Source
from sdggraph.tasks.portal.organisations import CENTRES, PARTNERS, organisations
from tests.web.portal.test_pages import BROWSER


@pytest.mark.parametrize("path", ["/organisations/", "/partners/", "/partners/page-2.html"])
def test_each_letter_leads_to_the_first_entry_that_begins_with_it(client: httpx.Client, path: str) -> None:
    text = client.get(path, headers=BROWSER).text
    letters = re.findall(r'<a href="#letter-([^"]+)">', text)
    begun = [
        (name[:1].upper() if name[:1].isascii() and name[:1].isalpha() else "0-9", anchor)
        for anchor, name in re.findall(
            r'<tr(?: id="letter-([^"]+)")?><th scope="row"><a [^>]*>(?:<b>)?<bdi>([^<]+)</bdi>', text
        )
    ]
    assert letters == [anchor for _, anchor in begun if anchor]
    if path == "/organisations/":
        assert (
            [letter for letter, anchor in begun if anchor] == letters == list(dict.fromkeys(each for each, _ in begun))
        )


def test_a_short_list_has_no_letters(client: httpx.Client) -> None:
    assert "#letter-" not in client.get("/organisations/?region=Africa", headers=BROWSER).text


def test_names_without_a_latin_letter_stand_under_one_sign(odd_list: Source) -> None:
    found = organisations(odd_list, folder=PARTNERS)
    assert found
    assert found.letters == ("0-9", "A")
    assert [line.letter for line in found.lines if line.letter] == ["0-9", "A"]
    centres = organisations(odd_list, folder=CENTRES)
    assert centres
    assert centres.letters == ()


@pytest.fixture
def odd_list(source: Source) -> Source:
    """Thirty-two partners whose names begin with a digit, a Chinese sign, an A or an accent."""
    some = next(each for each in source.network.organisations.values() if not each.is_centre)
    names = [f"{sign}{number:02}" for number in range(8) for sign in ("7", "水", "a", "É")]
    made = Source(source.settings)
    made.store = source.store
    made.network = source.network._replace(
        organisations={f"x{name}": some._replace(code=f"x{name}", name=name) for name in names}
    )
    return made
