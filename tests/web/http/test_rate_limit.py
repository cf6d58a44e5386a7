"""Each client may use so much of the workers' time, and who is behind a proxy is told apart only by one we trust."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from starlette.exceptions import HTTPException

from sdggraph.web.http import rate_limit as budgets
from sdggraph.web.http.rate_limit import Budget
from tests.web.serving import Server

SLOW = {"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}
FAST = {"query": "SELECT (COUNT(*) AS ?n) { ?c a sg:Theme }"}


class Clock:
    """Time that passes when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def allowed(budget: Budget, client: str) -> bool:
    try:
        budget.take(client)
    except HTTPException:
        return False
    return True


def test_a_client_gets_its_seconds_back_minute_by_minute() -> None:
    clock = Clock()
    budget = Budget(6, clock)
    budget.take("a")
    budget.settle("a", 16)  # ten more than there were
    assert not allowed(budget, "a")
    assert allowed(budget, "b")
    clock.now = 109  # 10.9 s have come back: one tenth less than the deposit needs
    assert not allowed(budget, "a")
    clock.now = 111
    assert allowed(budget, "a")


def test_who_has_spent_all_is_told_when_to_come_back() -> None:
    clock = Clock()
    budget = Budget(6, clock)
    budget.take("a")
    budget.settle("a", 16)
    with pytest.raises(HTTPException) as caught:
        budget.take("a")
    assert caught.value.status_code == 429
    assert caught.value.headers is not None
    clock.now = float(caught.value.headers["Retry-After"])
    assert clock.now == 110
    assert allowed(budget, "a")


def test_no_more_questions_run_at_once_than_there_are_seconds() -> None:
    budget = Budget(3, Clock())
    assert [allowed(budget, "a") for _ in range(4)] == [True, True, True, False]
    budget.settle("a", 0)
    assert allowed(budget, "a")


def test_without_a_bound_nothing_is_counted_or_remembered() -> None:
    budget = Budget(0, Clock())
    for _ in range(100):
        budget.take("a")
        budget.settle("a", 1000)
    assert len(budget) == 0


def test_however_many_clients_come_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(budgets, "_MOST", 100)
    budget = Budget(3, Clock())
    for number in range(1000):
        budget.take(str(number))
    assert len(budget) == 100


@given(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 30)), max_size=50), st.floats(1, 60))
def test_nobody_gets_more_than_the_first_seconds_and_what_came_back(
    questions: list[tuple[float, float]], seconds: float
) -> None:
    clock = Clock()
    budget = Budget(seconds, clock)
    used = 0.0
    for pause, cost in questions:
        clock.now += pause
        if allowed(budget, "a"):
            budget.settle("a", cost)
            # the last question may cost more than there was; it is paid for before the next one
            assert used <= seconds + clock.now * seconds / 60 + 1e-6
            used += cost


@pytest.mark.slow
def test_a_greedy_client_is_sent_away_and_others_are_not(tmp_path: Path, small: Path) -> None:
    options = ("--data", str(small), "--timeout", "2", "--client-budget", "3", "--trusted-proxies", "127.0.0.0/8")
    with Server(*options, log=tmp_path / "log") as server:

        def ask(query: dict[str, str], forwarded: str) -> httpx.Response:
            return server.client.post("/sparql", data=query, headers={"X-Forwarded-For": forwarded})

        assert ask(SLOW, "192.0.2.1").status_code == 422
        assert ask(FAST, "192.0.2.1").status_code == 200  # 0.9 s and what came back are left, or a little more
        assert ask(SLOW, "192.0.2.1").status_code in (422, 429)
        answer = ask(FAST | {"query": FAST["query"] + " #"}, "192.0.2.1")
        assert answer.status_code == 429
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.headers["content-type"] == "application/problem+json"
        assert ask(FAST, "192.0.2.1").status_code == 200  # from the cache, which costs nothing
        assert ask(FAST | {"query": FAST["query"] + " #"}, "203.0.113.9, 192.0.2.1").status_code == 429
        assert ask(FAST | {"query": FAST["query"] + " #"}, "192.0.2.2").status_code == 200
        assert server.client.get("/ready").status_code == 200


@pytest.mark.slow
def test_nobody_says_for_himself_where_he_comes_from(tmp_path: Path, small: Path) -> None:
    with Server("--data", str(small), "--timeout", "2", "--client-budget", "1", log=tmp_path / "log") as server:
        statuses = [
            server.client.post("/sparql", data=SLOW, headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
            for number in range(3)
        ]
    assert statuses == [422, 429, 429]


@pytest.mark.parametrize("proxies", ["*", "nonsense", "10.0.0.0/33"])
def test_only_addresses_are_trusted(run: Callable[..., Result], proxies: str) -> None:
    refused = run("serve", "--port", "0", "--trusted-proxies", proxies)
    assert (refused.exit_code, "neither an address nor a network" in refused.output) == (2, True)
