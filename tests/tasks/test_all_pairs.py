"""Lists of all centres as a file: resumable, the same with any number of workers, never half there."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import distributed
import pyoxigraph as ox
import pytest

from sdggraph.analysis import topk
from sdggraph.config import Settings
from sdggraph.errors import BadParameter, CannotWrite, NotFound
from sdggraph.model.records import Network
from sdggraph.tasks import Source, all_pairs, suggest_partners, suggestions_as_turtle
from sdggraph.tasks.all_pairs import Workers, part_of, suggest_all
from tests.analysis.test_topk import crowd


def of(network: Network) -> Source:
    """A source that holds this network."""
    source = Source(Settings.read())
    source.network = network
    return source


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> Source:
    """Four hundred centres in blocks of fifty."""
    monkeypatch.setattr(all_pairs, "ROWS", 50)
    return of(crowd(400))


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Press Ctrl-C in a block."""
    true_best = topk.best

    def stop_in(block: int) -> None:
        left = iter(range(block))

        def best(*args: Any) -> topk.Best:
            if next(left, None) is None:
                monkeypatch.setattr(topk, "best", true_best)
                raise KeyboardInterrupt
            return true_best(*args)

        monkeypatch.setattr(topk, "best", best)

    return stop_in


@pytest.mark.slow
def test_every_centre_s_lines_are_those_of_suggest_partners(source: Source, tmp_path: Path) -> None:
    done = suggest_all(source, tmp_path / "all.csv")
    lines = list(csv.DictReader((tmp_path / "all.csv").read_text("utf-8").splitlines()))
    centres = sorted(code for code, record in source.network.organisations.items() if record.is_active_centre)
    expected = []
    for code in centres:
        for each in suggest_partners(source, code).found:
            values = {reason.signal: str(reason.value) for reason in each.reasons}
            expected.append(
                {"code": code, "rank": str(each.rank), "partner": each.partner.code, "score": str(each.score)} | values
            )
    assert lines == expected
    assert done == (tmp_path / "all.csv", len(centres), len(lines), 0)


def test_the_lines_of_many_blocks_are_those_of_one(
    many: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggest_all(many, tmp_path / "blocks.csv")
    monkeypatch.setattr(all_pairs, "ROWS", 400)
    suggest_all(many, tmp_path / "one.csv")
    lines = (tmp_path / "blocks.csv").read_text().splitlines()
    assert lines == (tmp_path / "one.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in lines[1::10]] == sorted(many.network.organisations)


def test_filters_and_weights_reach_the_lists(source: Source, tmp_path: Path) -> None:
    asked: dict[str, Any] = {"weights": {"theme": 2.0, "region": 1.0}, "in_region": "Africa", "country_group": "g77"}
    suggest_all(source, tmp_path / "all.csv", limit=3, **asked)
    lines = [line for line in csv.DictReader((tmp_path / "all.csv").read_text().splitlines()) if line["code"] == "HIST"]
    found = suggest_partners(source, "HIST", limit=3, **asked).found
    assert [(line["partner"], float(line["score"])) for line in lines] == [(f.partner.code, f.score) for f in found]


def test_the_turtle_file_says_what_that_of_one_centre_says(source: Source, tmp_path: Path) -> None:
    suggest_all(source, tmp_path / "all.ttl", limit=2)
    mine = {str(each) for each in ox.parse(path=str(tmp_path / "all.ttl"), format=ox.RdfFormat.TURTLE)}
    one = suggest_partners(source, "HIST", limit=2)
    theirs = ox.parse(suggestions_as_turtle(one).encode(), format=ox.RdfFormat.TURTLE)
    expected = {str(each) for each in theirs}
    assert {each for each in mine if "/suggestion/HIST--" in each.split()[0]} == expected
    for predicate in ("wasDerivedFrom", "method", "dataVersion"):
        told = {each.split()[0] for each in mine if f"{predicate}>" in each.split()[1]}
        assert {each.split()[0] for each in mine if "suggestedFor>" in each.split()[1]} <= told


@pytest.mark.slow
def test_the_parquet_file_holds_the_csv_s_columns(source: Source, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    for name in ("all.csv", "all.parquet"):
        suggest_all(source, tmp_path / name, limit=2)
    table = parquet.read_table(tmp_path / "all.parquet")
    lines = list(csv.reader((tmp_path / "all.csv").read_text().splitlines()))
    assert table.column_names == lines[0]
    assert [[str(cell) for cell in row.values()] for row in table.to_pylist()] == lines[1:]


def test_an_interrupted_run_goes_on_and_ends_with_the_same_bytes(
    many: Source, tmp_path: Path, stopped: Callable[[int], None]
) -> None:
    whole, output = tmp_path / "whole.csv", tmp_path / "all.csv"
    suggest_all(many, whole)
    stopped(3)
    with pytest.raises(KeyboardInterrupt):
        suggest_all(many, output)
    assert part_of(output).exists()
    assert not output.exists()
    seen: list[tuple[int, int]] = []
    done = suggest_all(many, output, advance=lambda done, of: seen.append((done, of)))
    assert done.resumed == 150
    assert seen == [(done, 400) for done in range(150, 401, 50)]
    assert output.read_bytes() == whole.read_bytes()
    assert not part_of(output).exists()


def test_a_torn_last_block_is_computed_again(many: Source, tmp_path: Path, stopped: Callable[[int], None]) -> None:
    whole, output = tmp_path / "whole.csv", tmp_path / "all.csv"
    suggest_all(many, whole)
    for tail in (b"", b"scratch"):
        stopped(3)
        with pytest.raises(KeyboardInterrupt):
            suggest_all(many, output)
        part = part_of(output)
        part.write_bytes(part.read_bytes()[:-7] + tail)
        assert suggest_all(many, output).resumed == 100
        assert output.read_bytes() == whole.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("other", [{"limit": 3}, {"by": "theme"}, {"include_current": True}, {"as_of": 2010}])
def test_another_question_begins_anew(
    many: Source, tmp_path: Path, stopped: Callable[[int], None], other: dict[str, Any]
) -> None:
    stopped(3)
    with pytest.raises(KeyboardInterrupt):
        suggest_all(many, tmp_path / "all.csv")
    assert suggest_all(many, tmp_path / "all.csv", **other).resumed == 0


@pytest.mark.slow
def test_two_processes_write_the_same_bytes(many: Source, tmp_path: Path) -> None:
    suggest_all(many, tmp_path / "one.csv")
    suggest_all(many, tmp_path / "two.csv", workers=Workers(jobs=2))
    assert (tmp_path / "one.csv").read_bytes() == (tmp_path / "two.csv").read_bytes()


@pytest.fixture
def cluster() -> Iterator[str]:
    """A Dask scheduler and two workers, each a process of its own, on the loopback."""
    with distributed.LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running.scheduler_address


@pytest.mark.slow  # starts a cluster
@pytest.mark.filterwarnings("default")  # of the machinery of the cluster
def test_a_cluster_of_two_workers_writes_the_same_bytes(many: Source, tmp_path: Path, cluster: str) -> None:
    suggest_all(many, tmp_path / "here.csv")
    suggest_all(many, tmp_path / "there.csv", workers=Workers(cluster=cluster))
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()


@pytest.mark.slow
def test_a_cluster_that_does_not_answer_is_told(many: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(all_pairs, "PATIENCE", 1)
    with pytest.raises(BadParameter, match="No Dask scheduler"):
        suggest_all(many, tmp_path / "all.csv", workers=Workers(cluster="tcp://127.0.0.1:9"))


def test_an_empty_network_gives_the_header_alone(tmp_path: Path) -> None:
    for output in (tmp_path / "all.csv", tmp_path / "all.ttl"):
        assert suggest_all(of(Network()), output)[1:] == (0, 0, 0)
    assert (tmp_path / "all.csv").read_text().startswith("code,rank,partner,score,theme")
    assert len((tmp_path / "all.csv").read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"limit": 0}, BadParameter, "at least 1"),
        ({"workers": Workers(jobs=0)}, BadParameter, "at least 1"),
        ({"by": "luck"}, BadParameter, "no mode"),
        ({"weights": {"them": 1.0}}, BadParameter, "Did you mean theme"),
        ({"in_region": "Atlantis"}, NotFound, "Atlantis"),
        ({"as_of": "yesterday"}, BadParameter, "not a date"),
    ],
)
def test_what_makes_no_sense_is_told(
    source: Source, tmp_path: Path, asked: dict[str, Any], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        suggest_all(source, tmp_path / "all.csv", **asked)
    assert list(tmp_path.iterdir()) == []


def test_a_file_of_no_known_kind_or_in_no_folder_is_told(source: Source, tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match=r"\.csv, \.ttl, \.parquet"):
        suggest_all(source, tmp_path / "all.xls")
    with pytest.raises(CannotWrite, match="cannot be written"):
        suggest_all(source, tmp_path / "missing" / "all.csv")
