"""Templates: every value is escaped, a missing value is an error, and no page needs what the policy forbids."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import jinja2
import pytest

from sdggraph.present.html import assets
from sdggraph.present.html.environment import TEMPLATES, environment, prepare, render
from sdggraph.present.html.filters import bdi, day, host, mail, query, sources, web
from sdggraph.present.html.frame import HEADER_POLICY, POLICY, Frame
from sdggraph.present.pictures import equal_earth
from sdggraph.tasks.portal.about import About

FRAME = Frame("about.html", "5f1dee04", "2026-11-23")
ABOUT = About("blend", (("theme", 0.5),), "1")


def rendered(frame: Frame = FRAME, page: About = ABOUT) -> str:
    return render("about.html", frame, page).decode()


def test_a_value_that_the_record_lacks_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        environment(FRAME.language).from_string("{{ page.nothing }}").render(page=ABOUT, frame=FRAME)
    with pytest.raises(jinja2.UndefinedError):
        render("home.html", FRAME, ABOUT)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_has_no_style_and_no_script_of_its_own(name: str) -> None:
    text = TEMPLATES[name]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/ld+json"' in script
    assert "|safe" not in text.replace(" ", "")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_plural_depends_on_a_number(name: str) -> None:
    # Jinja takes the first variable of a sentence for the number, unless another one is named
    for variables, plural in re.findall(
        r"\{% trans\s+((?:(?!%\}).)*)%\}(?:(?!endtrans).)*?\{% pluralize( \w+)? ?%\}", TEMPLATES[name], re.DOTALL
    ):
        assert plural or variables.removeprefix("trimmed ").startswith("count="), variables


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_a_template_compiles(name: str) -> None:
    assert environment(FRAME.language).get_template(name)


def test_a_hostile_text_is_text_everywhere() -> None:
    hostile = '"><script>alert(1)</script>\u202e\x00'
    text = rendered(Frame("about.html", hostile, "2026", publisher=hostile, contact=hostile, licence="javascript:x"))
    assert "<script>alert" not in text
    assert "\u202e" not in text
    assert "\x00" not in text
    assert 'href="javascript' not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_only_addresses_of_the_web_become_links() -> None:
    for address in (
        "javascript:alert(1)",
        " javascript:x",
        "data:text/html,x",
        "//example.org",
        "http://",
        "http://[",
        "",
    ):
        assert web(address) == ""
        assert "<a" not in sources([address])
    assert sources(["https://www.example.org/?a=1&b=<"]) == (
        '<a href="https://www.example.org/?a=1&amp;b=&lt;" rel="noreferrer">example.org</a>'
    )


def test_names_keep_their_direction_and_a_name_of_ten_thousand_letters_is_cut() -> None:
    assert bdi("مركز المياه") == "<bdi>مركز المياه</bdi>"
    assert len(bdi("x" * 10_000)) < 400


def test_dates_are_told_as_precisely_as_they_are_known() -> None:
    assert [day(each) for each in ("2026-11-03", "2016-05", "2016", "", "2016-13", "n.d.")] == [
        "3 November 2026",
        "May 2016",
        "2016",
        "",
        "2016-13",
        "n.d.",
    ]


def test_a_mail_draft_holds_no_header_of_its_own() -> None:
    link = mail("desk@example.org", "A&cc=x\r\nBcc: y", ["1\r\n2 & 3"])
    assert link.startswith("mailto:desk@example.org?subject=A%26cc%3Dx%0D%0ABcc%3A%20y&body=")
    assert link.count("&") == 1
    assert len(mail("desk@example.org", "x", ["y" * 900] * 20)) <= 2000
    assert query({"q": "a&b", "page": ""}) == "?q=a%26b"


def test_a_page_says_where_it_lies() -> None:
    deep = rendered(Frame("a/b/about.html", "1", "2026", base="https://example.org/sdg/"))
    assert 'href="../../assets/portal.' in deep
    assert '<link rel="canonical" href="https://example.org/sdg/a/b/about.html">' in deep
    assert "canonical" not in rendered()
    assert (
        Frame("organisations/index.html", "1", "2", base="https://e.org/").canonical == "https://e.org/organisations/"
    )
    assert 'dir="rtl"' in rendered(Frame("about.html", "1", "2026", language="ar"))


def test_a_page_has_the_landmarks_that_people_jump_by() -> None:
    class Tags(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.seen: list[str] = []

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.append(tag)

    tags = Tags()
    tags.feed(rendered())
    for name in ("main", "header", "footer", "h1", "title"):
        assert tags.seen.count(name) == 1, name
    assert 'class="skip" href="#main"' in rendered()
    assert "frontiers" in rendered()  # the disclaimer


def test_server_and_folder_differ_in_what_needs_a_server_only() -> None:
    served, published = rendered(), rendered(Frame("about.html", "5f1dee04", "2026-11-23", has_server=False))
    only_served = (' data-server="yes"', '<a href="docs">API</a>')
    only_published = re.findall(r"<meta http-equiv[^>]*>", published)
    assert len(only_published) == 1
    assert POLICY.replace("'", "&#39;") in only_published[0]
    for each in only_served:
        assert each in served
        served = served.replace(each, "")
    assert re.sub(r"\s+", "", served) == re.sub(r"\s+", "", published.replace(only_published[0], ""))
    assert "frame-ancestors" in HEADER_POLICY
    assert "unsafe" not in HEADER_POLICY


def test_an_asset_is_named_after_its_content() -> None:
    for path, asset in assets.BY_PATH.items():
        assert re.fullmatch(r"assets/[a-z]+\.[0-9a-f]{12}\.(css|js|svg)", path)
        assert asset.content


def test_script_and_style_stay_within_their_budgets() -> None:
    import gzip

    def weight(name: str) -> int:
        return len(gzip.compress(assets.ASSETS[name].content, 9))

    assert weight("portal.js") < 6_000
    assert weight("portal.css") < 8_000


def test_the_land_is_drawn_for_the_projection_of_the_maps() -> None:
    text = assets.ASSETS["land.svg"].content.decode()
    assert f'viewBox="0 0 {equal_earth.WIDTH:.0f} {equal_earth.HEIGHT}"' in text
    assert "stroke" not in text  # no borders


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://www.un\u0435sco.org/", "xn--unsco-0we.org"),  # a Cyrillic e
        ("https://\u0440\u0430ypal.com/", "xn--ypal-43d9g.com"),
        ("https://unesco.org\u2024evil.example/", "unesco.org.evil.example"),  # browsers read U+2024 as a full stop
        ("https://unesco.org@evil.example/", "evil.example"),
        ("https://\u202eabc.org/", "%E2%80%AEabc.org"),
        ("https://" + "\u00fc" * 64 + ".org/", "%C3%BC" * 64 + ".org"),
        ("https://[broken", "https://[broken"),
        ("https://www.unesco.org:443/x", "unesco.org"),
    ],
)
def test_a_host_that_looks_like_another_is_told_as_the_network_knows_it(address: str, told: str) -> None:
    assert host(address) == told


def test_a_prepared_process_compiles_no_template_again(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare()
    monkeypatch.setattr(jinja2.Environment, "compile", lambda *_, **__: pytest.fail("compiled again"))
    for name in TEMPLATES:
        assert environment(FRAME.language).get_template(name)
