"""SERVICE may stand before the gateway and nothing else, whatever the text does to hide what it asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdggraph.errors import BadParameter, Refused
from sdggraph.sparql import guard
from sdggraph.sparql.service_allowlist import address, allowed, normalised, prefix, rewrite_services, target
from sdggraph.store.embedded import EmbeddedStore
from tests.listener import Listener
from tests.sparql.test_guard import CALLING_QUERIES, CALLING_UPDATES, HONEST_QUERIES

GATE = "http://127.0.0.1:1/token/"
PREFIXES = ["https://data.example/sparql", "https://open.example/"]


def rewritten(text: str, prefixes: list[str] | None = None) -> str:
    return rewrite_services(text, prefixes or PREFIXES, lambda iri, silent: address(GATE, iri, silent))


def asked(text: str) -> list[tuple[str, bool]]:
    """What the gateway would be asked for by the rewritten text."""
    calls = guard.calls(rewritten(text))
    assert all(call.leads_to(GATE) for call in calls)
    return [found for call in calls if (found := target((call.iri or "").removeprefix(GATE)))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SELECT * { SERVICE <https://data.example/sparql> {} }", [("https://data.example/sparql", False)]),
        ("SELECT*{SERVICE<https://open.example/a>{}}", [("https://open.example/a", False)]),
        ("ASK { sErViCe silent <HTTPS://OPEN.example:443/a?b=%3A> {} }", [("https://open.example/a?b=%3A", True)]),
        ("ASK { SERVICE#<https://evil.example/>\n<https://open.example/>#}\n{} }", [("https://open.example/", False)]),
        ("ASK { SERVICE # SILENT\r SILENT\t<https://open.example/> {} }", [("https://open.example/", True)]),
        ("PREFIX o: <https://open.example/> ASK { SERVICE o:x {} }", [("https://open.example/x", False)]),
        ("PREFIX : <https://open.example/x> ASK { SERVICE: {} }", [("https://open.example/x", False)]),
        (
            "PREFIX SILENT: <https://open.example/> ASK { SERVICE SILENT SILENT:y {} }",
            [("https://open.example/y", True)],
        ),
        ("BASE <https://open.example/a/> ASK { SERVICE <../b> {} }", [("https://open.example/b", False)]),
        ("ASK { SERVICE <https://open.example/\\u0061> {} }", [("https://open.example/a", False)]),
        (
            "ASK { SERVICE <https://open.example/a> {} SERVICE SILENT <https://open.example/b> {} # SERVICE <x>\n}",
            [("https://open.example/a", False), ("https://open.example/b", True)],
        ),
        ("ASK { ?service ?p 'SERVICE <x> {}' # SERVICE\n}", []),
    ],
)
def test_what_is_allowed_is_asked_through_the_gateway(text: str, found: list[tuple[str, bool]]) -> None:
    assert asked(text) == found


@pytest.mark.parametrize(
    "name",
    [
        "<https://evil.example/>",
        "<https://open.example.evil.example/>",
        "<https://open.example@evil.example/>",
        "<https://evil.example/https://open.example/>",
        "<https://evil.example/?https://open.example/>",
        "<https://evil.example#https://open.example/>",
        "<http://open.example/>",
        "<https://open.example:8443/>",
        "<https://open.example./>",
        "<https://data.example/sparql2>",
        "<https://data.example/sparql/../admin>",
        "<https://data.example/>",
        "<//evil.example/>",
        "<file:///etc/passwd>",
        "<ftp://open.example/>",
        "<urn:x>",
        "?e",
        "$e",
        "SILENT ?e",
        "evil:x",
    ],
)
def test_what_is_not_on_the_list_is_refused(name: str) -> None:
    text = f"PREFIX evil: <https://evil.example/> BASE <https://open.example/> SELECT * {{ SERVICE {name} {{}} }}"
    assert guard.reads_query(text)
    with pytest.raises(Refused, match=r"line 1, column \d+: SERVICE calls .* not on the allow-list"):
        rewritten(text)


def test_one_that_is_allowed_does_not_carry_another_along() -> None:
    with pytest.raises(Refused, match="evil"):
        rewritten("ASK { SERVICE <https://open.example/> {} SERVICE <https://evil.example/> {} }")
    with pytest.raises(Refused, match="evil"):
        rewritten("ASK { SERVICE <https://open.example/> { SERVICE <https://evil.example/> {} } }")


def test_a_relative_name_cannot_climb_out_of_what_is_allowed() -> None:
    text = "BASE <https://open.example/a/> ASK {{ SERVICE <{}> {{}} }}"
    for name in ("//evil.example/", "https://evil.example/", "http:a"):
        with pytest.raises(Refused):
            rewrite_services(text.format(name), ["https://open.example/a/"], lambda iri, _: iri)
    with pytest.raises(Refused):
        rewrite_services(text.format("../b"), ["https://open.example/a/"], lambda iri, _: iri)


@pytest.mark.parametrize("text", CALLING_QUERIES.values(), ids=CALLING_QUERIES)
def test_no_spelling_of_the_hostile_queries_calls_anybody_but_the_gateway(listener: Listener, text: str) -> None:
    store = EmbeddedStore.in_memory()
    before = listener.calls
    with pytest.raises(Refused, match="SERVICE"):
        store.answer(text.replace("URL", listener.url), Silent(), lambda kind: None, gateway=GATE)  # type: ignore[arg-type,return-value]
    with pytest.raises(Refused):
        rewritten(text.replace("URL", listener.url))
    host = listener.url.removesuffix("sparql")
    try:
        own = rewritten(text.replace("URL", listener.url), [host])
    except Refused:
        return  # a variable, or a prefix named service: the guard rather says no
    assert guard.calls(own)
    assert all(call.leads_to(GATE) for call in guard.calls(own))
    assert listener.calls == before


class Silent:
    """A sink for answers that must not come."""

    def begin(self, *_: object) -> None:
        raise AssertionError("this was answered")

    def write(self, _: bytes) -> int:
        raise AssertionError("this was answered")


@pytest.mark.parametrize(
    "name",
    [
        "<http://127.0.0.1:1/token>",
        "<http://127.0.0.1:1/token\\u002Fplain/x>",
        "<http://127.0.0.1:1/token/\\u002e\\u002e/other>",
        "<http://127.0.0.1:1/token/ä>",
        "g:x",
        "?e",
        "SILENT<http://127.0.0.1:2/token/>",
    ],
)
def test_only_the_gateways_own_address_written_plainly_passes(name: str) -> None:
    text = f"PREFIX g: <{GATE}> ASK {{ SERVICE {name} {{}} }}"
    assert guard.reads_query(text)
    with pytest.raises(Refused, match="SERVICE asks another server"):
        guard.check_query(text, list, GATE)
    assert guard.check_query(f"ASK {{ SERVICE <{GATE}plain/x> {{}} }}", list, GATE) is None
    with pytest.raises(Refused, match="SERVICE asks another server"):
        guard.check_query(f"ASK {{ SERVICE <{GATE}plain/x> {{}} }}", list)


@pytest.mark.parametrize("text", HONEST_QUERIES)
def test_an_honest_query_stays_as_it_is(text: str) -> None:
    assert rewritten(text) == text


def test_a_text_that_is_no_query_stays_as_it_is() -> None:
    assert rewritten("ASK { SERVICE <https://evil.example/> {") == "ASK { SERVICE <https://evil.example/> {"


@pytest.mark.parametrize("text", CALLING_UPDATES.values(), ids=CALLING_UPDATES)
def test_no_update_asks_anybody_even_through_a_gateway(listener: Listener, text: str) -> None:
    before = listener.calls
    with pytest.raises(Refused):
        EmbeddedStore.in_memory().update(text.replace("URL", f"{listener.url}/plain/x"))
    assert listener.calls == before


@pytest.mark.parametrize(
    "bad",
    [
        *("", "open.example", "//open.example/", "ftp://open.example/", "https://", "https:///", "https://a b/"),
        *("https://user@open.example/", "https://user:pass@open.example/", "https://open.example/a/../b"),
        *(
            "https://open.example/./a",
            "https://open.example/%2e%2e/",
            "https://open.example/a%2fb",
            "https://o/a;/../b",
        ),
        *(
            "https://open.example/#a",
            "https://open.example:0/",
            "https://open.example:65536/",
            "https://open.example:/",
        ),
        *(
            "https://-a.example/",
            "https://.example/",
            "https://a..example/",
            "https://a_b.example/",
            "https://ä.example/",
        ),
        *("http://2130706433/", "http://017700000001/", "http://0x7f000001/", "http://127.1/", "http://0177.0.0.1/"),
        *("http://1.2.3.256/", "http://0x7f.0.0.0x1/", "http://[::1", "http://[::1%25lo]/", "http://[v1.x]/"),
        *("https://open.example/\\a", "https://open.example/\n", "https://open.example\t/", "https://a/" + "a" * 2000),
    ],
)
def test_what_is_no_plain_address_of_a_server_is_none(bad: str) -> None:
    assert normalised(bad) is None
    with pytest.raises(BadParameter, match="not the address of a server"):
        prefix(bad)


def test_addresses_have_one_spelling() -> None:
    assert normalised("HTTP://Open.Example:080/A") == "http://open.example/A"
    assert normalised("http://[0:0::1]:8080") == "http://[::1]:8080/"
    assert normalised("http://[::FFFF:127.0.0.1]/") == normalised("http://[::ffff:7f00:1]/")
    with pytest.raises(BadParameter):
        prefix("https://open.example/?a")
    assert prefix("https://open.example") == "https://open.example/"


def test_an_entry_allows_itself_and_only_one_with_a_slash_what_is_below() -> None:
    assert allowed("https://data.example/sparql", PREFIXES)
    assert not allowed("https://data.example/sparql/", PREFIXES)
    assert not allowed("https://data.example/sparql?a=b", PREFIXES)
    assert allowed("https://open.example/any/thing?a=b", PREFIXES)
    assert not allowed("https://open.example/any", [])


@pytest.mark.parametrize("path", ["", "plain", "plain/", "loud/aHR0cDovL2E", "plain/$$$", "plain/_w", "plain/a"])
def test_a_path_that_the_gateway_did_not_write_names_no_server_on_any_list(path: str) -> None:
    found = target(path)
    assert found is None or allowed(found[0], PREFIXES) is None


def test_no_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("marker")
    with pytest.raises(Refused):
        rewritten(f"ASK {{ SERVICE <{secret.as_uri()}> {{}} }}")
