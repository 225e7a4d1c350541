"""Reads how many tests passed and failed from the closing lines of the runners that we use."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass
class Counts:
    passed: int
    failed: int
    skipped: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.passed + other.passed, self.failed + other.failed,
                      self.skipped + other.skipped)

    def __str__(self) -> str:
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}"


def of_exit_code(code: int) -> Counts:
    return Counts(1, 0) if code == 0 else Counts(0, 1)


def checked(counts: Counts | None, code: int) -> Counts:
    """A runner that fails without naming a failed test, or counts nothing, failed as a whole."""
    if counts is None or counts.passed + counts.failed + counts.skipped == 0:
        return Counts(0, 1)
    if code != 0 and counts.failed == 0:
        return counts + Counts(0, 1)
    return counts


def of_ctest(output: str) -> Counts | None:
    """`97% tests passed, 3 tests failed out of 100`; skipped ones count as passed there."""
    match = re.search(r"tests passed, (\d+) tests? failed out of (\d+)", output)
    if not match:
        return None
    failed, total = int(match[1]), int(match[2])
    skipped = len(re.findall(r"\*\*\*Skipped", output))
    return Counts(total - failed - skipped, failed, skipped)


def of_pytest(output: str) -> Counts | None:
    """`== 3 failed, 97 passed, 1 skipped, 1 error in 4.20s ==`, with or without the bars."""
    closing = None
    for line in output.splitlines():
        if re.search(r"\d+ (passed|failed|errors?|skipped|xfailed|xpassed)\b.* in [\d.]+s", line):
            closing = line
    if closing is None:
        return None
    found = {word: int(number) for number, word
             in re.findall(r"(\d+) (passed|failed|error|skipped|xfailed)", closing)}
    return Counts(found.get("passed", 0) + found.get("xfailed", 0),
                  found.get("failed", 0) + found.get("error", 0), found.get("skipped", 0))


def of_unittest(output: str) -> Counts | None:
    """`Ran 12 tests in 0.1s`, then `OK` or `FAILED (failures=1, errors=2, skipped=1)`."""
    ran = re.search(r"^Ran (\d+) tests? in", output, re.MULTILINE)
    if not ran:
        return None
    found = {word: int(number)
             for word, number in re.findall(r"(failures|errors|skipped)=(\d+)", output)}
    failed = found.get("failures", 0) + found.get("errors", 0)
    skipped = found.get("skipped", 0)
    return Counts(int(ran[1]) - failed - skipped, failed, skipped)


def of_vitest(output: str) -> Counts | None:
    """`Tests  2 failed | 97 passed | 1 skipped (100)`."""
    closing = re.findall(r"^\s*Tests\s+(.*)\(\d+\)\s*$", output, re.MULTILINE)
    if not closing:
        return None
    found = {word: int(number) for number, word
             in re.findall(r"(\d+) (passed|failed|skipped|todo)", closing[-1])}
    return Counts(found.get("passed", 0), found.get("failed", 0),
                  found.get("skipped", 0) + found.get("todo", 0))


def of_node_test(output: str) -> Counts | None:
    """`ℹ pass 11`, `ℹ fail 0` … of node --test; `#` in place of the sign without a terminal."""
    found = {word: int(number) for word, number
             in re.findall(r"^\S (pass|fail|cancelled|skipped|todo) (\d+)$", output, re.MULTILINE)}
    if "pass" not in found:
        return None
    return Counts(found["pass"], found.get("fail", 0) + found.get("cancelled", 0),
                  found.get("skipped", 0) + found.get("todo", 0))


def of_plain_line(output: str) -> Counts | None:
    """The last `N passed, N failed` (`, N skipped`) that stands alone on a line."""
    found = re.findall(r"^(?:\w+: )?(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$", output,
                       re.MULTILINE)
    if not found:
        return None
    passed, failed, skipped = found[-1]
    return Counts(int(passed), int(failed), int(skipped or 0))


def of_libfuzzer(output: str) -> str:
    """How much was tried and seen, of `-print_final_stats=1` and the last line of progress."""
    ran = re.search(r"^stat::number_of_executed_units: +(\d+)", output, re.MULTILINE)
    seen = re.findall(r"^#\d+\s.* cov: (\d+) ft: (\d+) corp: (\d+)", output, re.MULTILINE)
    branches = f", {seen[-1][0]} branches, {seen[-1][2]} inputs kept" if seen else ""
    return f"{ran[1] if ran else 'no'} executions{branches}"
