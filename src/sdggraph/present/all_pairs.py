"""The lists of all centres, written one by one, because together they may not fit into memory."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import BinaryIO, NamedTuple, TypeAlias

from sdggraph import extras, vocab
from sdggraph.present.spreadsheet import guarded
from sdggraph.present.turtle import PREFIXES, iri, literal

_SHORT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_TOGETHER = 50_000  # rows in one group of a Parquet file
_PARQUET = ("A .parquet file", "write a .csv file")


class About(NamedTuple):
    """The facts that all lists share."""

    mode: str
    weights: Mapping[str, float]
    method: str
    data_version: str


class Listed(NamedTuple):
    """One line of the list of a centre."""

    code: str
    rank: int
    partner: str
    score: float
    values: tuple[float, ...]  # of each signal, in the order of the weights
    iri: str = ""
    partner_iri: str = ""
    # returns for each signal a sentence and the IRIs of its facts
    whys: Callable[[], Iterable[tuple[str, Sequence[str]]]] = tuple


Lists: TypeAlias = Iterable[Listed]


def csv_file(file: BinaryIO, about: About, lists: Lists) -> None:
    """Write a header and a line for each suggestion: code, rank, partner, score and the value of each signal."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["code", "rank", "partner", "score", *about.weights])
    writer.writerows([guarded(each.code), each.rank, guarded(each.partner), each.score, *each.values] for each in lists)
    text.flush()
    text.detach()


def turtle_file(file: BinaryIO, about: About, lists: Lists) -> None:
    """Write an sg:Suggestion for each line, with its reasons and their facts, as `suggest-partners` does."""
    file.write(PREFIXES.encode())
    method, version = literal(f"{about.method}, by {about.mode}"), literal(about.data_version)
    for each in lists:
        name = f"{each.code}--{each.partner}--{about.mode}"
        reasons = [_named(f"{name}--{signal}") for signal in about.weights]
        whys = list(each.whys())
        facts = sorted({fact for _, held in whys for fact in held})
        file.write(
            f"\n{_named(name)}\n  a sg:Suggestion ;\n{_derived(facts)}  sg:dataVersion {version} ;\n"
            f"  sg:method {method} ;\n  sg:rank {each.rank} ;\n  sg:reason {' , '.join(reasons)} ;\n"
            f"  sg:score {each.score:.6f} ;\n  sg:suggestedFor {iri(each.iri)} ;\n"
            f"  sg:suggestedPartner {iri(each.partner_iri)} .\n".encode()
        )
        parts = zip(reasons, about.weights.items(), each.values, whys, strict=True)
        for reason, (signal, weight), value, (sentence, held) in parts:
            file.write(
                f"{reason}\n  a sg:Reason ;\n  dcterms:description {literal(sentence, 'en')} ;\n{_derived(held)}"
                f"  sg:signal {literal(signal)} ;\n  sg:signalValue {value:.6f} ;\n"
                f"  sg:weight {weight:.6f} .\n".encode()
            )


def parquet_file(file: BinaryIO, about: About, lists: Lists) -> None:
    """Write the columns of the CSV file with their types. Raises BadParameter without the package pyarrow."""
    pa, parquet = extras.load("pyarrow", "parquet", *_PARQUET), extras.load("pyarrow.parquet", "parquet", *_PARQUET)
    fields = [("code", pa.string()), ("rank", pa.int32()), ("partner", pa.string()), ("score", pa.float64())]
    schema = pa.schema([*fields, *((signal, pa.float64()) for signal in about.weights)])

    def table(held: list[Listed]) -> object:
        rows = [(each.code, each.rank, each.partner, each.score, *each.values) for each in held]
        return pa.table([list(column) for column in zip(*rows, strict=True)] or [[] for _ in schema], schema=schema)

    with parquet.ParquetWriter(file, schema) as writer:
        held: list[Listed] = []
        for each in lists:
            held.append(each)
            if len(held) == _TOGETHER:
                writer.write_table(table(held))
                held = []
        writer.write_table(table(held))


def check_installed(ending: str) -> None:
    """Raise BadParameter if a file with this ending needs a package that is not installed."""
    if ending == ".parquet":
        extras.load("pyarrow.parquet", "parquet", *_PARQUET)


def _derived(facts: Sequence[str]) -> str:
    return f"  prov:wasDerivedFrom {' , '.join(map(iri, facts))} ;\n" if facts else ""


def _named(name: str) -> str:
    """Return the name of a suggestion or reason, with a prefix where Turtle allows it."""
    return f"suggestion:{name}" if _SHORT.fullmatch(name) else iri(vocab.resource("suggestion", name))


FILES: Mapping[str, Callable[[BinaryIO, About, Lists], None]] = {
    ".csv": csv_file,
    ".ttl": turtle_file,
    ".parquet": parquet_file,
}
