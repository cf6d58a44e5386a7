"""Rules of others that no package index carries: asked where a copy of them is named, told as left out elsewhere.

OTHERS_RULES names a folder that holds, of the repositories and states below, `dcat-ap-SHACL.ttl` and the files of
GEXF 1.2draft, each by the hash that it had there. The other tests of this folder hold the publication to the
same rules as far as packages carry them or as they are told there in our own words.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

import pytest
import rdflib
import xmlschema
from rdflib.namespace import SH

from tests.publish.catalogues.test_catalogue import violations

_DCAT_AP: Final = (
    "https://github.com/SEMICeu/DCAT-AP/tree/7c531da7f154794da620fd0e57a3e8afe0286c0f/releases/3.0.1/shacl"
)
_GEXF: Final = "https://github.com/gephi/gexf/tree/ce89bb7fb5a63901677916b0770e52b29a613e01/specs/1.2draft"
_FILES: Final = {
    "dcat-ap-SHACL.ttl": (_DCAT_AP, "990d3e42721de6a4be8cc338a7171559f195e62dea89c0b56531356b78cc026f"),
    "gexf.xsd": (_GEXF, "625811d177108edaa21ab9e32d0f1e0dc7a7754d75258d74c3eabd5e6a31a596"),
    "data.xsd": (_GEXF, "4913c4d0cdcefd1c5115efdcbff16a02bfdec4dbe62bef3e7d777974b5a3aab9"),
    "dynamics.xsd": (_GEXF, "712f9badf9f693bdd442806facaf24e8dd46ec3fc6d62b26d4ea503e75abf9fa"),
    "hierarchy.xsd": (_GEXF, "5f903a5d9e3b534eac79ed08d9c5117e78441649045aca2d9ac7c55278c5570e"),
    "phylogenics.xsd": (_GEXF, "d1af4ef6bf1c8c0563ab8ffb9a2bae11d5e6a7d26fe822d42deb922a1a759928"),
    "viz.xsd": (_GEXF, "636927859fca8187e1f7fb6ea32f0c450c7141d53d6d3088155069f76e478fe2"),
}


def copy_of(name: str) -> Path:
    """The copy of a file, which is the one that was meant."""
    folder, (origin, digest) = os.environ.get("OTHERS_RULES"), _FILES[name]
    if folder is None:
        pytest.skip(f"OTHERS_RULES names no folder with {name} of {origin}")
    place = Path(folder, name)
    assert hashlib.sha256(place.read_bytes()).hexdigest() == digest, f"another state of {name} than of {origin}"
    return place


def test_the_shapes_of_dcat_ap_3_0_1_find_no_violation(folder: Path) -> None:
    shapes = rdflib.Graph().parse(copy_of("dcat-ap-SHACL.ttl"), format="turtle")
    missing = [each for each in set(shapes.objects(None, SH.property)) if (each, None, None) not in shapes]
    assert len(missing) == 2  # the file names them and does not hold them, over which pySHACL stumbles
    for each in missing:
        shapes.remove((None, SH.property, each))
    catalogue = rdflib.Graph().parse(folder / "dcat.ttl", format="turtle")
    assert violations(catalogue, shapes) == []
    catalogue.remove((None, rdflib.DCTERMS.title, None))
    assert violations(catalogue, shapes)


@pytest.mark.parametrize("which", ["folder", "hostile_folder"])
def test_gexf_is_valid_by_its_schema(which: str, request: pytest.FixtureRequest) -> None:
    *_, place = [copy_of(name) for name in reversed(_FILES) if name.endswith(".xsd")]
    schema = xmlschema.XMLSchema(str(place), allow="local")
    document = request.getfixturevalue(which) / "networks" / "cooperation.gexf"
    schema.validate(str(document))
    spoilt = document.read_text(encoding="utf-8").replace("<nodes", "<nodules", 1).replace("</nodes", "</nodules", 1)
    assert not schema.is_valid(ElementTree.fromstring(spoilt))
