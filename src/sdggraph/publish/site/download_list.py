"""The records of the page of downloads."""

from __future__ import annotations

from typing import Any, NamedTuple


class FileShown(NamedTuple):
    """A file that can be downloaded."""

    path: str
    title: str
    size: str  # for people; empty if unknown


class LicenceShown(NamedTuple):
    """The statement on the licence of a dataset."""

    lead: str
    iri: str = ""
    name: str = ""


class DatasetShown(NamedTuple):
    """A dataset with its files."""

    key: str
    title: str
    description: str
    licence: LicenceShown | None
    files: tuple[FileShown, ...]


class Downloads(NamedTuple):
    """Everything on the page of downloads."""

    date: str
    version: str
    datasets: tuple[DatasetShown, ...]
    described: tuple[dict[str, Any], ...] = ()  # the datasets as schema.org
    catalogue: str = "dcat"  # the path of the catalogue of the same, without its ending
