"""RO-Crate 1.2: the folder as a research object, listing its files and folders."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import PurePosixPath
from typing import Any, Final

from sdggraph.numbers import counted
from sdggraph.publish.catalogues.datasets import datasets, goals, licence_of
from sdggraph.publish.site.licence_registry import ATTRIBUTION, NON_COMMERCIAL, PUBLIC_DOMAIN, SHARE_ALIKE, Licence
from sdggraph.publish.site.media_types import media_type
from sdggraph.publish.site.publication import TITLE, PublicationContext
from sdggraph.publish.site.site import File, Site
from sdggraph.sparql.formats import JSONLD
from sdggraph.version import __version__

PATH: Final = "ro-crate-metadata.json"
_MANY: Final = 60  # files in a folder; a larger folder is listed as a whole, not file by file
_SOFTWARE: Final = "#sdggraph"
_RUN: Final = "#publish"
_MEANINGS: Final[dict[tuple[str, ...], str]] = {
    (): "The address of the licence explains what is allowed.",
    (PUBLIC_DOMAIN,): "You may use it for any purpose, without conditions.",
    (ATTRIBUTION,): "You may use it for any purpose if you name the source.",
    (ATTRIBUTION, SHARE_ALIKE): "You may use it if you name the source and share your changes under the same licence.",
    (ATTRIBUTION, NON_COMMERCIAL): "You may use it for non-commercial purposes if you name the source.",
}


def write(site: Site, known: PublicationContext) -> None:
    """Write the description of the files written so far."""
    crowds = Counter(_folder(file) for file in site.files)
    crowded = sorted(folder for folder, number in crowds.items() if folder != "." and number > _MANY)
    single = [file for file in site.files if _folder(file) not in crowded]
    parts = [_file(file, known) for file in single]
    parts += [_folder_entity(folder, site.files, known) for folder in crowded]
    found = datasets(site.files)
    subjects = goals(known)
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": TITLE,
        "description": found[0].description if found else TITLE,
        "datePublished": known.date,
        "dateModified": known.date,
        "version": known.version,
        "identifier": known.base,
        "url": known.base,
        "license": {"@id": known.licence.iri},
        "publisher": {"@id": known.base},
        "author": {"@id": known.base},
        "inLanguage": "en",
        "keywords": sorted({word for dataset in found for word in dataset.keywords}),
        "about": [{"@id": iri} for iri in subjects],
        "hasPart": [{"@id": part["@id"]} for part in parts],
    }
    descriptor = {
        "@id": PATH,
        "@type": "CreativeWork",
        "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.2"},
    }
    graph = [descriptor, root, *parts, *_others(site, known), *(_goal(known, iri) for iri in subjects)]
    crate = {"@context": "https://w3id.org/ro/crate/1.2/context", "@graph": graph}
    content = json.dumps(crate, ensure_ascii=False, indent=1).encode() + b"\n"
    site.write(PATH, content, media_type=JSONLD.media_type, title="Description in RO-Crate 1.2")


def _others(site: Site, known: PublicationContext) -> list[dict[str, Any]]:
    """Describe the people, the licences and the software."""
    contact = known.contact or known.base
    mail = "@" in contact and "://" not in contact
    point = f"mailto:{contact.removeprefix('mailto:')}" if mail else f"{known.base}#contact"
    told: dict[str, Any] = {"email": contact.removeprefix("mailto:")} if mail else {"url": contact}
    return [
        {
            "@id": known.base,
            "@type": "Organization",
            "name": known.publisher,
            "url": known.base,
            "contactPoint": {"@id": point},
        },
        {"@id": point, "@type": "ContactPoint", "name": known.publisher, "contactType": "questions", **told},
        *(_licence(each) for each in dict.fromkeys([known.licence, *(licence_of(file, known) for file in site.files)])),
        {
            "@id": _SOFTWARE,
            "@type": "SoftwareApplication",
            "name": "sdggraph",
            "version": __version__,
            "url": "https://w3id.org/sdggraph/",
        },
        {
            "@id": _RUN,
            "@type": "CreateAction",
            "name": "Publication of the graph",
            "description": "The folder was written from the graph by a program; nothing in it was changed by hand.",
            "instrument": {"@id": _SOFTWARE},
            "agent": {"@id": known.base},
            "endTime": known.date,
            "result": [{"@id": file.path} for file in site.files if file.path.startswith("graph.")],
        },
    ]


def _licence(licence: Licence) -> dict[str, Any]:
    return {
        "@id": licence.iri,
        "@type": "CreativeWork",
        "name": licence.title,
        "description": _MEANINGS[licence.kinds],
        "identifier": licence.iri,
    }


def _other_licence(file: File, known: PublicationContext) -> dict[str, Any]:
    """Return the licence of a file if it differs from that of the whole."""
    its_own = licence_of(file, known)
    return {} if its_own == known.licence else {"license": {"@id": its_own.iri}}


def _goal(known: PublicationContext, iri: str) -> dict[str, Any]:
    return {"@id": iri, "@type": "DefinedTerm", "name": known.network.aims[iri.rpartition("/")[2]].label}


def _file(file: File, known: PublicationContext) -> dict[str, Any]:
    return {
        "@id": file.path,
        "@type": "File",
        "name": file.title,
        "encodingFormat": file.compressed or media_type(file),
        "contentSize": str(file.size),
        "sha256": file.sha256,
        **_other_licence(file, known),
    }


def _folder(file: File) -> str:
    return str(PurePosixPath(file.path).parent)


def _folder_entity(folder: str, files: list[File], known: PublicationContext) -> dict[str, Any]:
    inside = [file for file in files if _folder(file) == folder]
    kinds = sorted({media_type(file) for file in inside})
    return {
        "@id": f"{folder}/",
        "@type": "Dataset",
        "name": folder.replace("/", ": ").replace("-", " "),
        "description": f"{counted(len(inside), 'file')} of the kind{'s' if kinds[1:] else ''} {', '.join(kinds)}.",
        **_other_licence(inside[0], known),
    }
