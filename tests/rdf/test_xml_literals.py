"""XML literals in RDF/XML keep what they say: names, namespaces, attributes, comments."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pyoxigraph as ox
import pytest
import rdflib

from sdggraph import vocab
from sdggraph.errors import BadData
from sdggraph.rdf.parsing import parse
from sdggraph.rdf.xml_literals import with_literals_written_out
from sdggraph.store.embedded import EmbeddedStore
from sdggraph.store.memory import MemoryStore
from sdggraph.writing.change import Change, Document, Kind
from sdggraph.writing.rehearsal import rehearse

HEAD = f'<rdf:RDF xmlns:rdf="{vocab.PREFIXES["rdf"]}" xmlns:e="http://e/" xmlns:m="http://m/">'


def document(content: str, tag: str = 'e:p rdf:parseType="Literal"') -> str:
    end = tag.split()[0]
    return f'{HEAD}\n<rdf:Description rdf:about="http://e/s"><{tag}>{content}</{end}></rdf:Description>\n</rdf:RDF>'


def literal(text: str) -> str:
    [quad] = parse(text, "the text", ox.RdfFormat.RDF_XML)
    assert isinstance(quad.object, ox.Literal)
    assert quad.object.datatype.value == f"{vocab.PREFIXES['rdf']}XMLLiteral"
    return quad.object.value


CONTENTS = {
    '<m:x m:y="1" z="2"/>': '<m:x xmlns:m="http://m/" z="2" m:y="1"></m:x>',
    "a &amp; b &lt; c": "a &amp; b &lt; c",
    "<n:k xmlns:n='http://n/'>t</n:k>": '<n:k xmlns:n="http://n/">t</n:k>',
    '<i xmlns="http://d/">d<u xmlns=""/></i>': '<i xmlns="http://d/">d<u xmlns=""></u></i>',
    '<m:x xmlns:m="http://other/"/>': '<m:x xmlns:m="http://other/"></m:x>',
    """<b q='say "no"' r="1&lt;2"/>""": '<b q="say &quot;no&quot;" r="1&lt;2"></b>',
    "a<!-- kept --><?pi data?>": "a<!-- kept --><?pi data?>",
    "<![CDATA[<x> & y]]>z": "&lt;x&gt; &amp; yz",
    'é𝄞<b xml:lang="en">&#x1D11E;</b>': 'é𝄞<b xml:lang="en">𝄞</b>',
    "": "",
    " \n ": " \n ",
    "<around/>": "<around></around>",
    '<e:p rdf:parseType="Literal">in</e:p>': (
        f'<e:p xmlns:e="http://e/" xmlns:rdf="{vocab.PREFIXES["rdf"]}" rdf:parseType="Literal">in</e:p>'
    ),
}


@pytest.mark.parametrize("content", CONTENTS)
def test_a_literal_is_canonical_xml_of_the_same_content(content: str) -> None:
    found = literal(document(content))
    assert found == CONTENTS[content]
    scope = 'xmlns:e="http://e/" xmlns:m="http://m/"'
    whole = f'<w {scope} xmlns:rdf="{vocab.PREFIXES["rdf"]}">{{}}</w>'
    assert canonicalize(whole.format(found), with_comments=True) == canonicalize(
        whole.format(content), with_comments=True
    )


def test_another_reader_finds_the_same_xml() -> None:
    text = document('<m:x a="1">t<k xmlns="http://n/"/></m:x>')
    [other] = rdflib.Graph().parse(data=text, format="xml").objects()
    assert canonicalize(f"<w>{other}</w>") == canonicalize(f"<w>{literal(text)}</w>")


@pytest.mark.parametrize(
    "text",
    [
        document("<m:x/>").replace('"Literal"', "'Literal'"),
        document("<m:x/>").replace('parseType="', 'parseType = "'),
        document("<m:x/>").replace("rdf:", "r:").replace("xmlns:rdf", "xmlns:r"),
        document("<m:x/>", 'e:p\nrdf:ID="one" rdf:parseType="Literal"').replace('rdf:ID="one"', ""),
        f'<?xml version="1.0" encoding="UTF-8"?>\n<!-- parseType="Literal" -->{document("<m:x/>")}',
    ],
)
def test_each_way_to_write_the_attribute_is_read(text: str) -> None:
    assert literal(text) == '<m:x xmlns:m="http://m/"></m:x>'


def test_an_empty_tag_is_an_empty_literal() -> None:
    text = document("", 'e:p rdf:parseType="Literal"').replace("></e:p>", "/>")
    assert literal(text) == ""


def test_several_literals_and_what_stands_around_them_are_kept() -> None:
    text = document('<m:a/></e:p><e:q>&lt;plain&gt;</e:q><e:p rdf:parseType="Literal"><m:b/>')
    values = [getattr(quad.object, "value", "") for quad in parse(text, "the text", ox.RdfFormat.RDF_XML)]
    assert values == ['<m:a xmlns:m="http://m/"></m:a>', "<plain>", '<m:b xmlns:m="http://m/"></m:b>']


def test_other_texts_stay_as_they_are() -> None:
    for text in (document("x", "e:p"), document("<m:x>"), document("x", 'e:p parseType="Literal"')):
        assert with_literals_written_out(text) == text
    with pytest.raises(BadData, match="not well-formed"):
        list(parse(document("<m:x>"), "the text", ox.RdfFormat.RDF_XML))


def test_files_and_requests_are_read_alike(tmp_path: Path) -> None:
    text = document("<m:x/>")
    (tmp_path / "a.rdf").write_text(text)
    store = EmbeddedStore.in_memory()
    store.add_file(tmp_path / "a.rdf", "urn:g")
    change = Change(Kind.MERGE, "urn:g", (Document(text, "rdfxml"),))
    [sent] = rehearse(MemoryStore(), change).added
    [held] = store.all_quads()
    assert held == sent
    assert getattr(held.object, "value", "") == '<m:x xmlns:m="http://m/"></m:x>'
