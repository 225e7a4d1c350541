"""Random logs: the product and the reference engine must agree record by record, in order."""

import os
import random
from pathlib import Path

import pytest

import engine_oracle
import replay_driver
from random_logs import conflicting, distinct_steps, random_log, respelled, to_line

RUNS = int(os.environ.get("REPLAY_RUNS", "150"))
BATCHES = 10


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_logs_give_exactly_the_reference_output(
    batch: int, test_seed: int, tmp_path: Path
) -> None:
    for run in range(batch, RUNS, BATCHES):
        rng = random.Random(f"{test_seed}-log-{run}")
        lines, flush = random_log(rng), rng.random() < 0.7
        found = replay_driver.differences(lines, flush)
        if found:
            small = replay_driver.shrunk(
                lines, lambda some: replay_driver.differences(some, flush) != []
            )
            kept = tmp_path / "smallest.jsonl"
            kept.write_bytes(b"".join(line + b"\n" for line in small))
            shown = b"\n".join(small[:30]).decode(errors="replace")
            pytest.fail(
                f"TEST_SEED={test_seed} run {run} flush={flush}; smallest log in {kept}:\n{shown}"
                f"\n-> {replay_driver.differences(small, flush)}", pytrace=False,
            )


def test_a_log_of_many_thousand_events_gives_exactly_the_reference_output(
    test_seed: int,
) -> None:
    lines = random_log(random.Random(f"{test_seed}-large"), size=20_000)

    assert replay_driver.differences(lines, flush=True) == [], f"TEST_SEED={test_seed}"


@pytest.mark.parametrize("run", range(max(1, RUNS // 10)))
def test_last_revisions_do_not_depend_on_the_order_of_arrival(run: int, test_seed: int) -> None:
    rng = random.Random(f"{test_seed}-permutation-{run}")
    steps = distinct_steps(rng, 60)
    expected = None
    for _ in range(4):
        arrived = steps + [
            type(s)(s.arrival_ms, s.topic, respelled(rng, s.value))
            for s in rng.sample(steps, 12) if s.topic != "menu_updates"
        ]
        rng.shuffle(arrived)
        replayed = replay_driver.replay(
            [to_line(rng, s, with_arrival=False) for s in arrived], flush=True
        )
        last = engine_oracle.last_revisions(replayed.records)
        expected = last if expected is None else expected
        assert last == expected, f"TEST_SEED={test_seed} run {run}"


@pytest.mark.parametrize("run", range(5))
def test_every_event_is_counted_or_duplicate_or_dead_lettered(run: int, test_seed: int) -> None:
    rng = random.Random(f"{test_seed}-counts-{run}")
    lines = random_log(rng)

    replayed = replay_driver.replay(lines, flush=True)

    for topic, counts in replayed.counts.items():
        accounted = counts["counted"] + counts["duplicates"] + counts["dead_lettered"]
        assert counts["read"] == accounted, topic
    dead = [r for r in replayed.records if r["topic"] == "dead_letter"]
    assert sum(c["read"] for c in replayed.counts.values()) == len(lines)
    assert sum(c["dead_lettered"] for c in replayed.counts.values()) == len(dead)


@pytest.mark.parametrize("run", range(5))
def test_revisions_of_a_key_count_up_from_zero(run: int, test_seed: int) -> None:
    rng = random.Random(f"{test_seed}-revisions-{run}")
    steps = distinct_steps(rng, 80)
    steps += [
        type(s)(s.arrival_ms + 1, s.topic, conflicting(rng, s.value))
        for s in rng.sample(steps, 5) if s.topic != "menu_updates"
    ]
    rng.shuffle(steps)

    replayed = replay_driver.replay([to_line(rng, s, False) for s in steps], flush=True)

    following: dict[tuple, int] = {}
    for record in replayed.records:
        if record["topic"] == "analytics":
            value = record["value"]
            key = (value["type"], value["window_start"], value["shop_id"], value.get("menu_id"))
            assert value["revision"] == following.get(key, 0), key
            following[key] = value["revision"] + 1
