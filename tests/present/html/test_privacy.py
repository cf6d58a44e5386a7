"""The page on privacy says what a server with its options stores, and what a folder cannot store."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sdggraph.present.html.environment import render
from sdggraph.present.html.frame import Frame
from sdggraph.tasks.portal.about import Privacy

NOTHING = Privacy(persons=0, logs=False, limits=False, writes=False, calls=(), endpoint=False)
FRAME = Frame("privacy.html", "5f1dee04", "2026-11-23", contact="desk@example.org")


def shown(page: Privacy = NOTHING, frame: Frame = FRAME) -> str:
    """The words of the page, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", render("privacy.html", frame, page).decode()).split())


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ({"logs": True}, "One line for each request"),
        ({"limits": True}, "how much of its time each address has used"),
        ({"writes": True}, "public list of changes"),
        ({"calls": ("https://query.example.org/",)}, "https://query.example.org/"),
        ({"endpoint": True}, "Another server holds the data"),
    ],
)
def test_a_page_tells_of_an_option_when_it_is_set_and_only_then(option: dict[str, object], told: str) -> None:
    assert told in shown(replace(NOTHING, **option))  # type: ignore[arg-type]
    assert told not in shown()


def test_a_server_without_a_log_says_so() -> None:
    assert "Access log This server writes none." in shown()
    assert "This server writes none" not in shown(replace(NOTHING, logs=True))


def test_a_folder_tells_of_no_server_and_of_who_hosts_it() -> None:
    told = shown(frame=replace(FRAME, has_server=False))
    assert "These pages are files" in told
    assert "this server" not in told.lower()
    assert "The provider that hosts these pages" in told
    assert "/docs" not in told


@pytest.mark.parametrize(
    ("persons", "told"), [(0, "have no records of persons"), (1, "name 1 person,"), (2345, "name 2,345 persons,")]
)
def test_the_number_of_persons_in_the_data_is_told(persons: int, told: str) -> None:
    assert told in shown(replace(NOTHING, persons=persons))


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("desk@example.org", 'href="mailto:desk@example.org?subject=Privacy'),
        ("https://example.org/ask", 'href="https://example.org/ask"'),
        ("", "The operator of this portal has given no address."),
        ("javascript:alert(1)", "The operator of this portal has given no address."),
    ],
)
def test_the_contact_is_a_mail_draft_a_page_or_missing_in_words(contact: str, link: str) -> None:
    assert link in render("privacy.html", replace(FRAME, contact=contact), NOTHING).decode()


def test_every_page_leads_to_it() -> None:
    assert '<a href="../privacy.html">' in render("privacy.html", replace(FRAME, path="a/b.html"), NOTHING).decode()
