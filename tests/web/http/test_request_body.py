"""Bodies are bounded and unpacked while they arrive; these tests need no server."""

from __future__ import annotations

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import AsyncIterator

import pytest
from starlette.exceptions import HTTPException

from sdggraph.errors import BadParameter
from sdggraph.web.http.content_coding import RATIO, Unpacker, coding_of
from sdggraph.web.http.multipart import Form
from sdggraph.web.http.query_string import MOST_PARAMETERS, pairs_of
from sdggraph.web.http.request_body import text_of
from tests.quick import quick
from tests.web.bombs import DEFLATE, GZIP, bomb

ONE, TWO = b"<urn:a> <urn:p> 1 .\n", b"<urn:b> <urn:p> 2 .\n"
LARGE = 1 << 28


def unpacked(content: bytes, coding: str = "gzip", size: int = 1 << 16, most: int = LARGE) -> bytes:
    unpacker = Unpacker(coding, most)
    found = b"".join(part for at in range(0, len(content), size) for part in unpacker.unpacked(content[at : at + size]))
    unpacker.end()
    return found


def raw_deflate(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize(
    ("content", "found"),
    [
        (gzip.compress(ONE), ONE),
        (gzip.compress(ONE) + gzip.compress(TWO), ONE + TWO),
        (gzip.compress(b"") + gzip.compress(TWO), TWO),
        (gzip.compress(ONE) + gzip.compress(b"") * 3 + gzip.compress(TWO), ONE + TWO),
        (gzip.compress(ONE, compresslevel=0) + gzip.compress(TWO, compresslevel=9), ONE + TWO),
        (gzip.compress(b""), b""),
    ],
    ids=["one member", "two", "an empty first", "empty ones between", "other levels", "nothing"],
)
def test_every_member_of_a_gzip_body_is_read(content: bytes, found: bytes, size: int) -> None:
    assert unpacked(content, size=size) == found


@pytest.mark.parametrize("size", [1, 1 << 16])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        ONE,
        gzip.compress(ONE)[:-1],
        gzip.compress(ONE)[:5],
        gzip.compress(ONE) + b"x",
        gzip.compress(ONE) + b"\0" * 8,
        gzip.compress(ONE) + ONE,
        gzip.compress(ONE) + gzip.compress(TWO)[:-3],
        gzip.compress(ONE)[:-8] + b"\0" * 8,
        zlib.compress(ONE),
    ],
)
def test_a_gzip_body_that_is_not_whole_or_not_alone_is_refused(content: bytes, size: int) -> None:
    with pytest.raises(BadParameter):
        unpacked(content, size=size)


def test_deflate_is_read_with_its_header_and_without_and_has_one_member() -> None:
    text = ONE * 1000
    for content in (zlib.compress(text), raw_deflate(text)):
        assert unpacked(content, "deflate", size=1) == text
        for bad in (content + b"x", content[:-1], content + content):
            with pytest.raises(BadParameter):
                unpacked(bad, "deflate")


def test_a_coding_has_no_case_and_codings_are_not_stacked() -> None:
    assert [coding_of(each) for each in ("GZIP", " x-gzip ", "Deflate", "identity", "identity, gzip")] == [
        "gzip",
        "gzip",
        "deflate",
        "identity",
        "gzip",
    ]
    for each in ("br", "zstd", "gzip, gzip", "deflate,gzip", "gzip;q=1", "compress"):
        with pytest.raises(HTTPException, match="415") as caught:
            coding_of(each)
        assert (caught.value.headers or {})["Accept-Encoding"] == "gzip, deflate"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_bomb_is_refused_after_a_megabyte_of_it(coding: str) -> None:
    packed = bomb(256, {"gzip": GZIP, "deflate": DEFLATE}[coding])
    tracemalloc.start()
    start = time.process_time()
    with pytest.raises(HTTPException, match=f"413.*{RATIO} times"):
        unpacked(packed, coding)
    took = time.process_time() - start
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 << 20
    assert took < 0.1


def test_a_bomb_of_small_members_and_one_of_high_ratio_at_its_end_are_refused() -> None:
    with pytest.raises(HTTPException, match=r"413.*members"):
        unpacked(gzip.compress(b"") * 20_000)
    noise = b"".join(bytes([n % 251, n % 241, n % 239]) for n in range(100_000))
    with pytest.raises(HTTPException, match="413"):
        unpacked(gzip.compress(noise) + bomb(256))


def test_size_counts_where_the_ratio_is_fine() -> None:
    text = b"".join(b"<urn:%d> <urn:p> %d .\n" % (n, n * n) for n in range(100_000))
    assert unpacked(gzip.compress(text), size=1000) == text
    with pytest.raises(HTTPException, match=r"413.*1 MB"):
        unpacked(gzip.compress(text), most=1_000_000)


async def arriving(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ((b"\xef\xbb\xbfASK {}",), "ASK {}"),
        ((b"\xef", b"\xbb", b"\xbf", b"ASK", b" {}"), "ASK {}"),
        ((b"\xef\xbb\xbf",), ""),
        ((b"\xef\xbb\xbf\xef\xbb\xbfx",), "\ufeffx"),  # the second is a sign
        ((b"a\xef\xbb\xbf",), "a\ufeff"),
        ((b"caf\xc3", b"\xa9"), "café"),
        ((), ""),
    ],
)
def test_one_byte_order_mark_before_a_text_is_taken_off(parts: tuple[bytes, ...], text: str) -> None:
    assert asyncio.run(text_of(arriving(*parts))) == text


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ((b"ab\xff",), "Byte 3 "),
        ((b"ab\xc3", b"x"), "Byte 3 "),
        ((b"abc", b"d\xff"), "Byte 5 "),
        ((b"ab\xe2\x82",), "Byte 3 "),
        (("ASK {}".encode("utf-16"),), "UTF-16"),
    ],
)
def test_what_is_not_utf8_is_told_with_its_place(parts: tuple[bytes, ...], problem: str) -> None:
    with pytest.raises(BadParameter, match=problem):
        asyncio.run(text_of(arriving(*parts)))


def form(content: bytes, size: int = 1 << 16, boundary: str = "x") -> Form:
    found = Form(f"Multipart/Form-Data; Boundary={boundary}")
    for at in range(0, len(content), size):
        found.feed(content[at : at + size])
    return found


def part(text: bytes, *fields: bytes) -> bytes:
    return b"--x\r\n" + b"".join(each + b"\r\n" for each in fields) + b"\r\n" + text + b"\r\n"


@pytest.mark.parametrize("size", [1, 3, 1 << 16])
def test_a_form_is_read_however_it_is_cut(size: int) -> None:
    content = (
        part(b"\xef\xbb\xbf" + ONE, b"Content-Type: TEXT/Turtle; charset=utf-8")
        + part(b"", b"content-type:application/n-triples")
        + part(b"\r\n--y\r\n", b"CONTENT-TYPE: text/turtle", b"X: y")
        + part(b"PHVybjphPg==", b"Content-Type: text/turtle", b"Content-Transfer-Encoding: base64")
    )
    found = form(content + b"--x--\r\n", size).parts()
    assert [each.media_type for each in found] == ["text/turtle", "application/n-triples", "text/turtle", "text/turtle"]
    assert [each.text for each in found] == [ONE.decode(), "", "\r\n--y\r\n", "<urn:a>"]


@pytest.mark.parametrize(
    "content",
    [
        b"--x\r\n\r\n\r\n" * 40_000,
        part(b"") * 101 + b"--x--",
        part(b"", *[b"A: b"] * 1000) + b"--x--",
        part(b"", b"A: " + b"b" * 100_000) + b"--x--",
        part(b"", b"A" * 100_000 + b": b") + b"--x--",
        part(b""),
        b"--x--",
        b"",
        b"\r\n" * 100_000,
        b"no form",
        part(b"--y\r\n\r\nz\r\n--y--", b"Content-Type: multipart/mixed; boundary=y") + b"--x--",
        part(b"\xff", b"Content-Type: text/turtle") + b"--x--",
        part(b"a", b"Content-Transfer-Encoding: base64") + b"--x--",
        part(b"a", b"Content-Transfer-Encoding: x-own") + b"--x--",
    ],
)
def test_a_form_beyond_the_limits_is_refused_at_once(content: bytes) -> None:
    start = time.process_time()
    with pytest.raises(BadParameter):
        form(content).parts()
    assert time.process_time() - start < 0.1


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=", f"a; boundary={'x' * 300}"])
def test_a_form_needs_a_boundary_of_a_usual_length(kind: str) -> None:
    with pytest.raises(BadParameter):
        Form(kind)


@pytest.mark.parametrize("text", quick(1, ["%41" * 3_300_000, "%41a" * 2_500_000, "%" * 9_000_000, "+" * 9_000_000]))
def test_a_long_form_is_decoded_in_little_memory(text: str) -> None:
    tracemalloc.start()
    [(name, value)] = pairs_of(f"query={text[: 1 << 20]}", "the form")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert name == "query"
    assert most < 6 * len(value) + (4 << 20)  # it was a hundred times as much
    assert len(pairs_of(f"query={text}", "the form")[0][1]) > 3_000_000


def test_parameters_are_counted_before_they_are_read() -> None:
    assert len(pairs_of("&".join(["default-graph-uri=b"] * MOST_PARAMETERS), "the form")) == MOST_PARAMETERS
    with pytest.raises(BadParameter, match="more than"):
        pairs_of("a=b&" * 2_000_000, "the form")
