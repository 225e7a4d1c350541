"""`drinkshop replay` against the sequences worked out by hand."""

import pytest

import replay_driver
from vectors import VECTORS, Vector, shortened


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
def test_replay_gives_the_hand_worked_result(vector: Vector) -> None:
    replayed = replay_driver.replay(vector.lines, vector.flush)

    assert shortened(replayed.records, vector.items) == vector.expected
    for topic, expected in vector.counts.items():
        assert {k: replayed.counts[topic][k] for k in expected} == expected


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v.name)
def test_replay_agrees_with_the_reference_in_every_field(vector: Vector) -> None:
    assert replay_driver.differences(vector.lines, vector.flush) == []
