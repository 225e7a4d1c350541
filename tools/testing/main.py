"""Runs the suites of ./test one after the other and closes with `N passed, N failed`."""

from __future__ import annotations

import argparse
import os
import sys
import time

from counts import Counts
from process import ROOT, clear_progress
from suites import SUITES, Outcome, SetupError, Suite

USAGE = """./test            the whole suite
       ./test fast       without the slow suites
       ./test slow       the whole suite with long counts (300 kills) and new seeds
       ./test NAME...    these suites and what they need
       ./test --list     their names"""


def selection(words: list[str]) -> tuple[list[Suite], dict[str, str]]:
    """The suites to run, in order, and what is added to their environment."""
    if not words:
        return list(SUITES), {}
    if words == ["fast"]:
        return [suite for suite in SUITES if not suite.slow], {"KILLS": "0"}
    if words == ["slow"]:
        extra: dict[str, str] = {}
        for suite in SUITES:
            extra |= suite.env
        return list(SUITES), extra
    known = {suite.name: suite for suite in SUITES}
    if unknown := [word for word in words if word not in known]:
        raise KeyError(f"no suite is called {', '.join(unknown)}; ./test --list tells their names")
    wanted = set(words)
    for word in words:
        wanted.update(known[word].needs)
    return [suite for suite in SUITES if suite.name in wanted], {}


def run_suite(suite: Suite, failed: set[str]) -> Outcome:
    blocked = [name for name in suite.needs if name in failed]
    if blocked:
        return Outcome(Counts(0, 1), f"not run: {', '.join(blocked)} failed")
    try:
        return suite.run()
    except SetupError as error:
        return Outcome(Counts(0, 1), str(error))


def main() -> int:
    parser = argparse.ArgumentParser(prog="./test", usage=USAGE, description=__doc__)
    parser.add_argument("--list", action="store_true", help="name the suites")
    parser.add_argument("suites", nargs="*", metavar="NAME")
    arguments = parser.parse_args()
    if arguments.list:
        for suite in SUITES:
            print(f"{suite.name:12} {'slow ' if suite.slow else '     '} {suite.what}")
        return 0
    try:
        chosen, environment = selection(arguments.suites)
    except KeyError as error:
        print(f"error: {error.args[0]}", file=sys.stderr)
        return 2
    os.environ.update({k: v for k, v in environment.items() if k not in os.environ})

    total = Counts(0, 0)
    failed: set[str] = set()
    summary: list[str] = []
    for suite in chosen:
        if suite.folder and not (ROOT / suite.folder).is_dir():
            print(f"== {suite.name}: skipped, {suite.folder} does not exist yet", flush=True)
            continue
        print(f"== {suite.name}: {suite.what}", flush=True)
        started = time.monotonic()
        outcome = run_suite(suite, failed)
        clear_progress()
        total += outcome.counts
        if outcome.counts.failed:
            failed.add(suite.name)
            print(outcome.told.rstrip())
        for told in outcome.also.splitlines():
            print(f"   {told}")
        line = f"{suite.name}: {outcome.counts} in {time.monotonic() - started:.1f} s"
        print(f"   {line}", flush=True)
        summary.append(f"{'FAIL' if outcome.counts.failed else 'ok  '} {line}")
    print("\n" + "\n".join(summary))
    print(f"{total.passed} passed, {total.failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        print("\nstopped")
        sys.exit(130)
