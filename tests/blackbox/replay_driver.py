"""Runs `drinkshop replay` and reads its output in the shape of the reference engine."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Callable, Sequence

import engine_oracle
from shop_process import run_command


@dataclass(frozen=True)
class Replayed:
    records: list[dict]
    counts: dict[str, dict[str, int]]


def replay(lines: Sequence[bytes], flush: bool) -> Replayed:
    arguments = ["replay", "--flush"] if flush else ["replay"]
    done = run_command(*arguments, stdin=b"".join(line + b"\n" for line in lines))
    assert done.returncode == 0, f"replay: exit {done.returncode}: {done.stderr[-2000:]!r}"
    records = [json.loads(line) for line in done.stdout.decode().splitlines()]
    talk = done.stderr.decode().rstrip("\n").splitlines()
    assert talk, "the last line of stderr must be the counts"
    return Replayed(records, json.loads(talk[-1]))


def differences(lines: Sequence[bytes], flush: bool) -> list[str]:
    """How the product's whole output, in order, differs from the reference; empty when equal.

    Fields that the contract does not name may be added; they are not compared.
    """
    got, want = replay(lines, flush), engine_oracle.replay(lines, flush)
    found = []
    for n, (ours, reference) in enumerate(zip(got.records, want.records)):
        named = {k: ours.get("value", {}).get(k, "(missing)") for k in reference["value"]}
        if ours.get("topic") != reference["topic"] or named != reference["value"]:
            found.append(f"record {n}: expected {reference}, got {ours}")
            break
    if not found and len(got.records) != len(want.records):
        both = min(len(got.records), len(want.records))
        found.append(
            f"{len(got.records)} records for {len(want.records)}; "
            f"extra: {got.records[both:][:1]}, missing: {want.records[both:][:1]}"
        )
    return found + count_differences(got.counts, want.counts)


def count_differences(got: dict, want: dict) -> list[str]:
    """Counts of every known topic; how the rest is labelled is free, but its sums are not."""
    found = []
    zero = dict.fromkeys(engine_oracle.COUNTERS, 0)
    for topic in sorted(engine_oracle.KNOWN_TOPICS):
        expected = want.get(topic, zero)
        ours = {k: got.get(topic, zero).get(k) for k in expected}
        if ours != expected:
            found.append(f"counts of {topic}: expected {expected}, got {ours}")
    for counter in ("read", "dead_lettered"):
        expected_sum = sum(c[counter] for c in want.values())
        our_sum = sum(c[counter] for c in got.values())
        if our_sum != expected_sum:
            found.append(f"{counter} over all topics: expected {expected_sum}, got {our_sum}")
    return found


def shrunk(
    lines: list[bytes], still_fails: Callable[[list[bytes]], bool], tries: int = 300
) -> list[bytes]:
    """A smaller log that still fails, by leaving out ever smaller pieces."""
    size = max(1, len(lines) // 2)
    while size >= 1 and tries > 0:
        start = 0
        while start < len(lines) and tries > 0:
            tries -= 1
            candidate = lines[:start] + lines[start + size:]
            if candidate and still_fails(candidate):
                lines = candidate
            else:
                start += size
        size //= 2
    return lines
