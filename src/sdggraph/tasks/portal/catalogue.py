"""The pages of the portal: the template and the task of each, and the files that a published folder has of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sdggraph.names.file_names import file_name
from sdggraph.tasks.portal.about import PRIVACY, about, privacy
from sdggraph.tasks.portal.downloads import CATALOGUE, downloads
from sdggraph.tasks.portal.home import home
from sdggraph.tasks.portal.organisation import organisation, organisation_data
from sdggraph.tasks.portal.organisations import CENTRES, PARTNERS, organisations, pages_of
from sdggraph.tasks.portal.records import organisation_path
from sdggraph.tasks.portal.search import search
from sdggraph.tasks.portal.subjects import SUBJECTS, Listed
from sdggraph.tasks.portal.things import thing
from sdggraph.tasks.source import Source


class File(NamedTuple):
    """A page in the published folder: its path, the parameters of its task, and its title in the list of files."""

    path: str
    parameters: Mapping[str, Any]
    title: str
    about: str = ""  # the IRI of the thing that the page describes, if there is exactly one


class Page(NamedTuple):
    """A kind of page."""

    template: str
    task: Callable[..., object]  # called with a source and the parameters; returns the record, Moved or None
    files: Callable[[Source], Iterable[File]]
    # whether the task takes the public address of the site, as `base`, and the path of its catalogue
    needs_base: bool = False
    is_listed: bool = True  # False where a list of the pages takes too long for an answer


def record_of(
    page: Page, source: Source, base: str, parameters: Mapping[str, Any], *, catalogue: str = CATALOGUE
) -> object:
    """Return the record of a page, from its task. `catalogue` is the path of the catalogue of all datasets."""
    site = {"base": base, "catalogue": catalogue} if page.needs_base else {}
    return page.task(source, **parameters, **site)


def _one(path: str, title: str, _source: Source) -> Iterable[File]:
    return [File(path, {}, title)]


def _lists(folder: str, title: str, source: Source) -> Iterable[File]:
    return [File(path, {"folder": folder, "number": number}, title) for path, number in pages_of(source, folder)]


def _organisations(source: Source) -> Iterable[File]:
    for record in source.network.organisations.values():
        stem = file_name(record.code)
        yield File(organisation_path(record.code), {"stem": stem}, record.name, record.iri)


def _nothing(_source: Source) -> Iterable[File]:
    return ()


def _each(listed: Callable[[Source], Listed], source: Source) -> Iterable[File]:
    return [File(*each) for each in listed(source)]


PAGES: Final[Mapping[str, Page]] = MappingProxyType(
    {
        "home": Page("home.html", home, partial(_one, "index.html", "The first page")),
        "organisations": Page("organisations.html", organisations, partial(_lists, CENTRES, "The centres")),
        "partners": Page("organisations.html", organisations, partial(_lists, PARTNERS, "Hosts and partners")),
        "organisation": Page("organisation.html", organisation, _organisations, needs_base=True),
        # in a folder these are files of their own
        "organisation-data": Page("", organisation_data, _nothing),
        # of a folder, `publish.front` writes this page, which lists the files of the folder
        "downloads": Page("downloads.html", downloads, _nothing, needs_base=True),
        # of things with an IRI; a folder has pages of organisations only
        "thing": Page("thing.html", thing, _nothing),
        "search": Page("search.html", search, partial(_one, "search/index.html", "Search")),
        "about": Page("about.html", about, partial(_one, "about.html", "About the portal: method and terms")),
        "privacy": Page("privacy.html", privacy, partial(_one, PRIVACY, "Privacy and contact")),
        **{
            name: Page(each.template, each.task, partial(_each, each.listed), is_listed=each.is_listed)
            for name, each in SUBJECTS.items()
        },
    }
)
