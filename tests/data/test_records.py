"""The data as code, record by record: a red line names the file and the record, and says what to do."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest

from sdggraph import vocab
from sdggraph.rdf.canonical_turtle import canonical
from tests.graphs import DATA, ONTOLOGY, RECORDS, ROOT, SCHEMES, Graph, Statement, short, statements

COPY_HOSTS = [
    "hindi-lyrics.com",
    "niammsnz.asia",
    "sdwoye.com",
    "baogaosu.com",
    "allwall.xyz",
    "lanouli.com",
    "madam-ganko.com",
    "ethicalmarketingnews.com",
    "4ort.xyz",
    "docslib.org",
    "scribd.com",
    "careersdocbox.com",
    "indiaeducationdiary.in",
    "aolaikelin.cn",
    "docsbay.net",
    "pdfslide.net",
    "pdfslide.us",
    "readkong.com",
    "wikiup.org",
    "europesays.com",
    "n-ag.net",
    "publicnow.com",
    "un-cnedu.org",
    # calls and news of others
    "einnews.com",
    "funding-opportunities.org",
    "opportunitiesforafricans.com",
    "steamopportunities.org",
    "stepsconnekt.com",
    # schools that retell news for exams
    "forumias.com",
    "gktoday.in",
    "iasgatewayy.com",
    "legacyias.com",
    # documents and encyclopedia articles of others
    "dokumen.tips",
    "profilbaru.com",
    "slideserve.com",
    "studylib.net",
    "wiki.av1.space",
    "wikimili.com",
]
# the host publishes news of its own; this page repeats UNESCO's
COPY_PAGES = ["ikcest.org/article-293903"]
SPEAKERS = {
    "Chen Zuoning",
    "Flavia Schlegel",
    "Guo Huadong",
    "Tan Tieniu",
    "Zhong Zhihua",
    "Zhou Ji",
    "Zhou Jiagui",
}
CODES = {path.stem for path in RECORDS}
PAGES = ("sg:evidence", "sg:evidenceCopy", "dcterms:source", "foaf:homepage", "skos:exactMatch", "skos:closeMatch")
SOURCED = ("sg:Contribution", "sg:Cooperation", "sg:Event", "sg:Hosting", "sg:Project", "sg:StatusRecord")

each_file = pytest.mark.parametrize("path", DATA, ids=lambda path: path.stem)
each_record = pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)


def code(organisation: str) -> str:
    return organisation.removeprefix("organisation:")


def literals(path: Path) -> list[tuple[str, str, ox.Literal]]:
    return [(s, p, value) for s, p, value in statements(path) if isinstance(value, ox.Literal)]


def of_type(path: Path, *types: str) -> list[str]:
    return sorted(s for s, p, value in statements(path) if p == "rdf:type" and short(value) in types)


def is_copy(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if any(f"{host.removeprefix('www.')}{parts.path}".startswith(page) for page in COPY_PAGES):
        return True
    return any(host == copy or host.endswith(f".{copy}") for copy in COPY_HOSTS)


# --- the files ---------------------------------------------------------------------------------------


def test_the_data_are_as_many_files_as_we_know() -> None:
    assert len(RECORDS) == 113, f"{len(RECORDS)} records; was one lost, or is SOURCES.md behind?"
    others = {path.name for path in DATA} - {path.name for path in RECORDS}
    assert others == {"agents.ttl", "events.ttl", "partners.ttl"}, "data/SOURCES.md lists the files; add the new one."


@pytest.mark.parametrize("path", [*DATA, ONTOLOGY, *SCHEMES], ids=lambda path: path.stem)
def test_a_file_is_in_canonical_form(path: Path) -> None:
    content = path.read_bytes()
    assert canonical(content, path.name) == content, (
        f"{path.relative_to(ROOT)} is not in canonical form; run `sdggraph format {path.relative_to(ROOT).parts[0]}`."
    )


@each_record
def test_a_record_file_holds_one_organisation_and_bears_its_code(path: Path, data: Graph) -> None:
    organisations = of_type(path, "sg:Organisation")
    assert organisations == [f"organisation:{path.stem}"], (
        f"{path.name} holds {organisations}; one file, one organisation, named by its code."
    )
    assert data.value(organisations[0], "sg:code") == path.stem, f"sg:code and file name of {path.stem} differ."


def test_an_organisation_without_a_record_is_among_the_partners(data: Graph) -> None:
    partners = ROOT / "data" / "partners.ttl"
    named = set(of_type(partners, "sg:Organisation"))
    assert named | {f"organisation:{record}" for record in CODES} == set(data.typed("sg:Organisation"))
    for organisation in sorted(named):
        assert data.value(organisation, "sg:code") == code(organisation), f"{organisation}: sg:code is not its IRI's."
        kind = data.values(organisation, "org:classification")
        assert kind == {"category:partner-without-record"}, f"{organisation} is in partners.ttl as {kind}."


@each_file
def test_every_resource_named_is_defined(path: Path, data: Graph, schemes: Graph) -> None:
    defined = data.subjects | schemes.subjects
    for subject, predicate, value in statements(path):
        ours = isinstance(value, ox.NamedNode) and value.value.startswith((vocab.BASE, vocab.SDG))
        assert not ours or predicate == "rdf:type" or short(value) in defined, (
            f"{path.name}: {subject} {predicate} {short(value)}, which is nowhere defined; mend it or add it."
        )


@each_file
def test_every_subject_is_a_resource_of_ours_with_one_type_and_a_readable_iri(path: Path, data: Graph) -> None:
    for subject in {subject for subject, _, _ in statements(path)}:
        kind, _, name = subject.partition(":")
        assert kind in vocab.RESOURCE_KINDS, f"{path.name}: {subject} is not under {vocab.BASE}."
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.-]*", name), f"{path.name}: {subject} has odd letters in its IRI."
        assert len(data.values(subject, "rdf:type")) == 1, f"{path.name}: {subject} needs one type."


def test_no_statement_and_no_subject_stands_in_two_files() -> None:
    subjects: dict[str, set[str]] = defaultdict(set)
    repeated: dict[Statement, set[str]] = defaultdict(set)
    for path in DATA:
        for statement in statements(path):
            subjects[statement[0]].add(path.name)
            repeated[statement].add(path.name)
    twice = {str(statement): sorted(files) for statement, files in repeated.items() if len(files) > 1}
    assert not twice, f"These statements stand in two files; keep one: {twice}"
    split = {subject: sorted(files) for subject, files in subjects.items() if len(files) > 1}
    assert not split, f"These are told of in two files; bring them together: {split}"


# --- texts, pages and dates --------------------------------------------------------------------------


@each_file
def test_texts_have_no_stray_blanks_or_control_characters(path: Path) -> None:
    for subject, predicate, value in literals(path):
        text = value.value
        assert text, f"{path.name}: {subject} {predicate} is empty; leave it out."
        assert text == " ".join(text.split()), f"{path.name}: stray blanks in {subject} {predicate} {text!r}."
        odd = [letter for letter in text if not letter.isprintable()]
        assert not odd, f"{path.name}: {odd} in {subject} {predicate} {text!r}; take it out."
        assert "�" not in text, f"{path.name}: a letter was lost in {subject} {predicate} {text!r}."


@each_file
def test_pages_have_well_formed_addresses(path: Path) -> None:
    for subject, predicate, value in statements(path):
        if predicate not in PAGES:
            continue
        address = value.value
        assert isinstance(value, ox.NamedNode), f"{path.name}: {subject} {predicate} is a text, not an address."
        parts = urlsplit(address)
        assert parts.scheme in ("http", "https"), f"{path.name}: {subject} has {address}; http or https is wanted."
        # some sources were read under the full name of their host, which ends in a dot
        assert re.fullmatch(r"([a-z0-9_-]+\.)+[a-z]{2,}\.?", parts.hostname or ""), (
            f"{path.name}: {address} has no host."
        )
        assert not re.search(r'[\s<>"{}|\\^`]', address), f"{path.name}: {address} needs percent-encoding."
        assert not re.search(r"%(?![0-9A-Fa-f]{2})", address), f"{path.name}: {address} is badly percent-encoded."
        assert not parts.username, f"{path.name}: {address} holds a login."


@each_file
def test_evidence_is_marked_as_copy_exactly_when_its_host_copies(path: Path) -> None:
    for subject, predicate, value in statements(path):
        if predicate in ("sg:evidence", "sg:evidenceCopy"):
            wanted = "sg:evidenceCopy" if is_copy(value.value) else "sg:evidence"
            assert predicate == wanted, f"{path.name}: {subject} gives {value.value} as {predicate}; write {wanted}."


@each_file
def test_every_claim_says_where_it_is_from(path: Path, data: Graph) -> None:
    for subject in of_type(path, *SOURCED):
        pages = data.values(subject, "sg:evidence", "sg:evidenceCopy")
        background = data.value(subject, "sg:isBackground") == "true"
        in_record = data.value(subject, "sg:evidenceInRecord") == "true"
        assert [bool(pages), background, in_record].count(True) == 1, (
            f"{path.name}: {subject} needs pages as evidence, or else sg:isBackground or sg:evidenceInRecord."
        )
        launch = data.values(subject, "sg:statusValue") <= {"status-value:launched", "status-value:agreement-signed"}
        assert not in_record or launch, (
            f"{path.name}: only a launch may have its evidence in the record, not {subject}."
        )


@each_file
def test_dates_are_real_and_plausible(path: Path) -> None:
    forms = {"xsd:date": "YYYY-MM-DD", "xsd:gYearMonth": "YYYY-MM", "xsd:gYear": "YYYY"}
    for subject, predicate, value in literals(path):
        datatype = vocab.compact(value.datatype.value)
        if predicate in ("sg:date", "sg:start", "sg:end", "sg:year", "dcterms:created"):
            assert datatype in forms, f"{path.name}: {subject} {predicate} {value.value!r} is a {datatype}, not a date."
            form = forms[datatype]
            assert len(value.value) == len(form), f"{path.name}: {subject} {predicate} {value.value!r}; write {form}."
            day = date.fromisoformat(value.value + "-01-01"[len(value.value) - 10 :] * (len(value.value) < 10))
            assert 1900 <= day.year <= 2035, f"{path.name}: {subject} {predicate} {value.value}: is the year right?"
        assert predicate != "sg:year" or datatype == "xsd:gYear", f"{path.name}: {subject} has a year that is none."


@each_file
def test_nothing_ends_before_it_starts(path: Path, data: Graph) -> None:
    for subject in {subject for subject, _, _ in statements(path)}:
        start, end = data.value(subject, "sg:start"), data.value(subject, "sg:end")
        if start and end:
            length = min(len(start), len(end))
            assert start[:length] <= end[:length], f"{path.name}: {subject} ends {end}, before its start {start}."


# --- one kind of record after the other --------------------------------------------------------------


@each_record
def test_contributions_bear_the_code_and_the_aim_and_are_counted_without_a_gap(path: Path, data: Graph) -> None:
    by_aim: dict[str, set[str]] = defaultdict(set)
    for contribution in of_type(path, "sg:Contribution"):
        who = data.value(contribution, "sg:contributor")
        assert who == f"organisation:{path.stem}", f"{contribution} in {path.name} is of {who}; move it to that file."
        by_aim[(data.value(contribution, "sg:contributesTo") or "").removeprefix("sdg:")].add(contribution)
    for aim, found in by_aim.items():
        first = f"contribution:{path.stem}-{aim}"
        wanted = {first} | {f"{first}-{number}" for number in range(2, len(found) + 1)}
        assert found == wanted, f"{path.name}: {sorted(found - wanted)} should be {sorted(wanted - found)}."


@each_record
def test_a_link_is_named_by_its_partners_kind_and_year(path: Path, data: Graph) -> None:
    for link in of_type(path, "sg:Cooperation"):
        partners = sorted(code(partner) for partner in data.values(link, "sg:partner"))
        assert len(partners) >= 2, f"{link} has {partners}; a link needs two."
        kind = (data.value(link, "sg:cooperationKind") or "").removeprefix("cooperation-kind:")
        wanted = f"cooperation:{'-'.join(partners)}-{kind}-{data.value(link, 'sg:year') or 'undated'}"
        assert link == wanted, f"{path.name}: {link} says otherwise than its statements; name it {wanted}."


@each_record
def test_a_status_and_a_hosting_are_about_the_organisation_of_the_file(path: Path, data: Graph) -> None:
    for status in of_type(path, "sg:StatusRecord"):
        assert data.value(status, "sg:ofOrganisation") == f"organisation:{path.stem}", f"{status} is in {path.name}."
        value = (data.value(status, "sg:statusValue") or "").removeprefix("status-value:")
        assert status.startswith(f"status:{path.stem}-"), f"{status} is in {path.name}; name it by the code."
        assert status.removeprefix(f"status:{path.stem}-").startswith((value, "launched")), f"{status} says {value}."
    for hosting in of_type(path, "sg:Hosting"):
        assert data.value(hosting, "sg:hostedOrganisation") == f"organisation:{path.stem}", f"{hosting}: wrong file."
        wanted = f"hosting:{path.stem}-{code(data.value(hosting, 'sg:hostOrganisation') or '')}"
        assert hosting == wanted, f"{hosting} names another host; name it {wanted}."


@each_record
def test_what_several_share_stands_in_the_file_of_the_first(path: Path, data: Graph) -> None:
    """The code that comes first, capitals before small letters; only organisations with a record count."""
    roles = ("sg:partner", "sg:participant", "sg:organiser", "sg:eventHost")
    for subject in of_type(path, "sg:Cooperation", "sg:Project", "sg:Event"):
        taking_part = {code(organisation) for organisation in data.values(subject, *roles)}
        assert taking_part & CODES, f"{subject} in {path.name} names no organisation with a record."
        first = min(taking_part & CODES)
        assert first == path.stem, f"{subject} stands in {path.name}; move it to {first}.ttl."


@each_record
def test_an_organisation_tells_where_it_is_and_what_it_is_called(path: Path, data: Graph) -> None:
    organisation = f"organisation:{path.stem}"
    assert data.values(organisation, "skos:prefLabel"), f"{path.stem} has no name; add skos:prefLabel."
    for wanted in ("org:classification", "sg:country", "sg:city", "wgs:lat", "wgs:long"):
        assert data.value(organisation, wanted), f"{path.stem} has no {wanted}; add it."
    assert -90 <= float(data.value(organisation, "wgs:lat") or "") <= 90, f"{path.stem}: no such latitude."
    assert -180 <= float(data.value(organisation, "wgs:long") or "") <= 180, f"{path.stem}: no such longitude."
    names = data.values(organisation, "skos:prefLabel")
    assert not names & data.values(organisation, "skos:altLabel"), f"{path.stem}: {names} are not *other* names."
    assert data.values(organisation, "sg:theme"), f"{path.stem} has no theme; add one from schemes/themes.ttl."


def test_no_two_organisations_share_a_name(data: Graph) -> None:
    names: dict[str, set[str]] = defaultdict(set)
    for organisation in data.typed("sg:Organisation"):
        for name in data.values(organisation, "skos:prefLabel"):
            names[name.casefold()].add(organisation)
    shared = {name: sorted(who) for name, who in names.items() if len(who) > 1}
    assert not shared, f"One name, two organisations: {shared}; merge them or tell them apart."


@each_file
def test_english_prose_says_that_it_is_english(path: Path) -> None:
    prose = {"skos:note", "skos:editorialNote", "skos:definition", "sg:activity", "sg:publicRole"}
    for subject, predicate, value in literals(path):
        if predicate in prose | {"dcterms:description", "dcterms:title"}:
            assert value.language == "en", f"{path.name}: {subject} {predicate} {value.value!r} lacks @en."


@each_file
def test_everything_has_an_english_name_and_no_two_in_one_language(path: Path) -> None:
    named: dict[str, list[str | None]] = defaultdict(list)
    for subject, predicate, value in literals(path):
        if predicate == "skos:prefLabel":
            named[subject].append(value.language)
    for subject, languages in named.items():
        assert "en" in languages, f"{path.name}: {subject} has no English name."
        assert len(set(languages)) == len(languages), f"{path.name}: {subject} has two names in one language."


# --- persons and identifiers -------------------------------------------------------------------------


def test_the_only_persons_are_the_speakers_of_2016_in_their_public_roles(data: Graph) -> None:
    persons = data.typed("foaf:Person")
    assert {data.value(person, "foaf:name") for person in persons} == SPEAKERS, "Nobody else is named in these data."
    assert of_type(ROOT / "data" / "events.ttl", "foaf:Person") == persons, "Persons belong in events.ttl alone."
    speakers = data.values("event:2016-unesco-science-centres-coordination-meeting", "sg:speaker")
    assert speakers == set(persons), "A person is named only for having spoken at the meeting."
    for person in persons:
        assert data.value(person, "sg:publicRole"), f"{person} needs the public role that is the reason to name them."
        about = {predicate for subject, predicate, _ in data.statements if subject == person}
        private = about - {"rdf:type", "foaf:name", "sg:publicRole", "sg:evidence", "sg:evidenceCopy"}
        assert not private, f"{person} is told of by {private}; take that out."


@each_file
def test_nobody_is_named_in_passing(path: Path) -> None:
    for subject, predicate, value in literals(path):
        named = predicate == "foaf:name" and not subject.startswith("agent:")
        assert not named or value.value in SPEAKERS, f"{path.name}: {subject} names {value.value}; name the role."
        said = re.search(r"\b(Prof|Professor|Dr|Mr|Mrs|Ms|Sir|Dato)\b\.?'?\s+[A-Z]", value.value)
        assert not said, f"{path.name}: {subject} {predicate} {value.value!r} names a person; name the role."
        person = subject.startswith("person:") and predicate == "foaf:name"
        inside = [name for name in SPEAKERS if name in value.value]
        assert person or not inside, f"{path.name}: {subject} {predicate} names {inside}; point at the person instead."


@each_record
def test_a_match_elsewhere_is_one_of_the_identifiers_of_the_organisation(path: Path, data: Graph) -> None:
    """Who gives the identifiers is counted in test_second_round_records; here that nothing else is a match."""
    who = f"organisation:{path.stem}"
    given = data.values(who, "sg:ror", "sg:wikidata")
    given |= {f"https://isni.org/isni/{digits}" for digits in data.values(who, "sg:isni")}
    assert data.values(who, "skos:exactMatch", "skos:closeMatch") == given, (
        f"{path.stem}: a match that is no identifier."
    )
    for digits in data.values(who, "sg:isni"):
        assert isni_is_valid(digits), f"{path.stem}: {digits} is no ISNI; its check digit is wrong."


def isni_is_valid(digits: str) -> bool:
    """Whether the check digit of an ISNI is right (ISO 7064, mod 11-2).

    >>> isni_is_valid("000000012146438X"), isni_is_valid("0000000121464380")
    (True, False)
    """
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return len(digits) == 16 and digits[15] == ("X" if check == 10 else str(check))


# one page that tells of two things which serve the same target
TWO_CLAIMS_OF_ONE_PAGE = {("ICCMEE", "12.2")}


def test_no_claim_is_told_twice(data: Graph) -> None:
    """A claim is a target, a page and a project. Two in other words would count twice among the contributions."""
    told: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for claim in data.pointing("rdf:type", "sg:Contribution"):
        project = data.value(claim, "sg:inProject") or ""
        who, target = (data.value(claim, each) or "" for each in ("sg:contributor", "sg:contributesTo"))
        for page in data.values(claim, "sg:evidence", "sg:evidenceCopy"):
            told[code(who), target.removeprefix("sdg:"), page, project].append(claim)
    twice = {key: sorted(claims) for key, claims in told.items() if len(claims) > 1}
    assert {key[:2] for key in twice} == TWO_CLAIMS_OF_ONE_PAGE, twice
