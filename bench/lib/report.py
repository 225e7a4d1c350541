"""Medians, tables and the JSON files that the benchmarks leave behind."""

import datetime
import json
import os
import pathlib
import platform
import re
import statistics

from lib import paths


def median(values):
    known = [v for v in values if v is not None]
    return statistics.median(known) if known else None


def ratio(a, b):
    return None if a is None or not b else a / b


def number(value, digits=None):
    """A figure as a person reads it: 12,345 or 3.21 or 0.0123; a dash when there is none."""
    if value is None:
        return "-"
    if isinstance(value, str):
        return value
    if digits is None:
        digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def table(headers, rows):
    """Prints a Markdown table with aligned columns, so that it can go into a document as it is."""
    cells = [[str(h) for h in headers]] + [[number(c) for c in row] for row in rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(headers))]
    for index, row in enumerate(cells):
        first, rest = row[0].ljust(widths[0]), [c.rjust(w) for c, w in zip(row[1:], widths[1:])]
        print("| " + " | ".join([first, *rest]) + " |")
        if index == 0:
            print("|" + "|".join("-" * (w + 2) if i == 0 else "-" * (w + 1) + ":"
                                 for i, w in enumerate(widths)) + "|")


def machine():
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {"cpu": cpu[1] if cpu else platform.machine(), "cores": os.cpu_count(),
            "kernel": platform.release(), "load_average_at_start": os.getloadavg()[0],
            "at": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")}


def describe(facts):
    print(f"{facts['cores']} x {facts['cpu']}, Linux {facts['kernel']}, load average "
          f"{facts['load_average_at_start']:.1f} at the start, {facts['at']}\n")


def save(name, result):
    paths.BUILD.mkdir(parents=True, exist_ok=True)
    file = paths.BUILD / f"{name}.json"
    file.write_text(json.dumps(result, indent=2) + "\n")
    print(f"\nwritten: {file.relative_to(paths.ROOT)}")
