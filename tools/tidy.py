#!/usr/bin/env python3
"""House rules that a script can check in files of any language, each a function of the tree.

A line that must break a rule says `tidy: allow RULE, reason` in a comment on it or on the line
above. Documents have rules of their own in check_docs.py, includes in check_layers.py.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import Iterable

from tree import ROOT, File, Problem, Tree, report

LINES_MAX = 500
COLUMNS_MAX = 100
BLOB_BYTES_MAX = 300_000
CPP = (".cpp", ".hpp")
CODE = (*CPP, ".py", ".js", ".ts", ".tsx", ".sh", ".cmake", "CMakeLists.txt")
ALLOW = re.compile(r"tidy: allow (\w+), \S")


@dataclass(frozen=True)
class Ban:
    pattern: re.Pattern[str]
    instead: str
    where: re.Pattern[str]
    unless: re.Pattern[str] = re.compile(r"(?!)")


def ban(pattern: str, instead: str, where: str = r"^src/.*\.[ch]pp$", unless: str = r"(?!)") -> Ban:
    return Ban(re.compile(pattern), instead, re.compile(where), re.compile(unless))


TESTS = r"(^tests/|/tests/|_test\.cpp$|/fuzz/|/bench/)"
BANS = (
    ban(r"\bsystem_clock::now\b", "shop::Clock, which tests move by hand",
        r"^(src|tests)/.*\.[ch]pp$", r"^src/base/clock\.cpp$"),
    ban(r"\bsleep_(for|until)\b|\bu?sleep\(", "waiting for a condition, or the hand-moved clock",
        r"^(src|tests)/.*(test|tests/.*)\.[ch]pp$|^tests/.*\.[ch]pp$"),
    ban(r"\b(std::sto(i|l|ll|ul|ull|d|f)|ato(i|l|ll|f)|strto(l|ll|ul|ull|d|f))\s*\(",
        "std::from_chars, whose failure is visible", r"^(src|tests|bench)/.*\.[ch]pp$", r"^bench/"),
    ban(r"\b(double|float)\s+\w*(price|amount|total|revenue|discount)\w*\s*(=|;|,|\)|\{)",
        "whole dong in std::int64_t"),
    ban(r"(?<![\w:.>])s?rand\(|\bstd::random_device\b", "a seed or generator handed in",
        unless=TESTS),
    ban(r"(?<![\w])assert\(|<cassert>|<assert\.h>", "SHOP_ASSERT, which is on in every build"),
    ban(r"\bstd::(cout|cerr|clog)\b|(?<![\w:])(std::)?f?printf\(", "returning what is to be said",
        r"^src/(base|domain|events|application|stream|pipelines)/.*\.[ch]pp$",
        TESTS + r"|^src/base/assert\.cpp$"),
    ban(r"\busing namespace std\b", "naming what is used"),
    ban(r"(?<![\w:.>])(std::)?(system|popen)\(|\b(strcpy|strcat|sprintf|gets)\(",
        "a checked call of the standard library or fmt"),
    ban(r"(?<![\w:])(malloc|calloc|realloc)\(", "a container or std::unique_ptr"),
)


def allowed(file: File, number: int, rule: str) -> bool:
    """Whether this line, or a comment on the line above, says why the rule does not hold here."""
    around = file.lines[max(0, number - 2):number]
    return any(match[1] == rule for line in around if (match := ALLOW.search(line)))


def is_generated(file: File) -> bool:
    return file.ends_with("package-lock.json")


def is_code(file: File) -> bool:
    return not is_generated(file) and (file.ends_with(*CODE) or file.is_script())


def file_is_short(tree: Tree) -> Iterable[Problem]:
    for file in filter(is_code, tree.files):
        if len(file.lines) > LINES_MAX:
            yield Problem(file.path, 0, f"{len(file.lines)} lines; at most {LINES_MAX}")


def line_is_short(tree: Tree) -> Iterable[Problem]:
    for file in filter(is_code, tree.files):
        for number, line in enumerate(file.lines, start=1):
            if len(line) > COLUMNS_MAX and not allowed(file, number, "line_is_short"):
                yield Problem(file.path, number, f"{len(line)} columns; at most {COLUMNS_MAX}")


# Spelt in halves, so that this file does not find itself.
LEFTOVER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def no_leftover(tree: Tree) -> Iterable[Problem]:
    for file in tree.files:
        if is_code(file) or file.ends_with(".md", ".toml", ".yml", ".yaml", ".sql"):
            for number, line in enumerate(file.lines, start=1):
                if match := LEFTOVER.search(line):
                    yield Problem(file.path, number, f"{match[1]}: finish it or file an issue")


def no_banned_call(tree: Tree) -> Iterable[Problem]:
    for file in tree.files:
        bans = [b for b in BANS if b.where.search(file.path) and not b.unless.search(file.path)]
        if not bans:
            continue
        for number, line in enumerate(file.lines, start=1):
            code = line.split("//", 1)[0]
            for found in bans:
                if (match := found.pattern.search(code)) and \
                        not allowed(file, number, "no_banned_call"):
                    yield Problem(file.path, number,
                                  f"{match[0].strip()}: use {found.instead}")


def no_blob(tree: Tree) -> Iterable[Problem]:
    for file in tree.files:
        size = file.on_disk.stat().st_size
        if size > BLOB_BYTES_MAX:
            yield Problem(file.path, 0, f"{size} bytes; at most {BLOB_BYTES_MAX}")


MACHINE_PATH = re.compile(r"(?<![\w.$}~*-])/(work|farm|root|home)/[a-z.]")


def no_machine_path(tree: Tree) -> Iterable[Problem]:
    for file in tree.files:
        for number, line in enumerate(file.lines, start=1):
            if (match := MACHINE_PATH.search(line)) and \
                    not allowed(file, number, "no_machine_path"):
                yield Problem(file.path, number, f"{match[0]}…: a path of one machine")


def lock_file_names_no_host(tree: Tree) -> Iterable[Problem]:
    for file in tree.having("package-lock.json", "requirements.txt", ".npmrc", "pip.conf"):
        for number, line in enumerate(file.lines, start=1):
            if re.search(r'"resolved":\s*"https?:|index-url|^registry\s*=', line):
                yield Problem(file.path, number, "names a registry's host; leave it out")


def script_is_executable(tree: Tree) -> Iterable[Problem]:
    for file in tree.files:
        runnable = os.access(file.on_disk, os.X_OK)
        if file.is_script() and not runnable:
            yield Problem(file.path, 0, "has a #! line and is not executable")
        if runnable and file.text and not file.is_script():
            yield Problem(file.path, 0, "is executable and has no #! line")


def text_is_clean(tree: Tree) -> Iterable[Problem]:
    """Tabs and line ends are checked where no formatter does it. Test corpora may hold anything."""
    for file in tree.files:
        if is_generated(file) or "/corpus/" in file.path or not file.text:
            continue
        if "\r" in file.text:
            yield Problem(file.path, 0, "has carriage returns")
        if is_code(file) or file.ends_with(".md"):
            for number, line in enumerate(file.lines, start=1):
                if line != line.rstrip():
                    yield Problem(file.path, number, "ends with spaces")
        if not file.text.endswith("\n"):
            yield Problem(file.path, 0, "does not end with a line end")


def source_is_listed(tree: Tree) -> Iterable[Problem]:
    """Files are listed in CMake, never globbed: one that is not listed is dead."""
    lists = {os.path.dirname(file.path): file.text for file in tree.having("CMakeLists.txt")}
    for file in tree.having(".cpp"):
        if not file.path.startswith("src/"):
            continue
        folder = os.path.dirname(file.path)
        while folder and folder not in lists:
            folder = os.path.dirname(folder)
        name = file.path.removeprefix(folder + "/")
        if not re.search(rf"(?<![\w/]){re.escape(name)}(?!\w)", lists.get(folder, "")):
            yield Problem(file.path, 0, f"is not listed in {folder}/CMakeLists.txt")


# What CMake looks for, and the Debian package that brings it.
PACKAGE_OF = {
    "Threads": None, "PkgConfig": "pkg-config", "fmt": "libfmt-dev", "SQLite3": "libsqlite3-dev",
    "simdjson": "libsimdjson-dev", "libsodium": "libsodium-dev", "GTest": "libgtest-dev",
    "jemalloc": "libjemalloc-dev", "libqrencode": "libqrencode-dev",
    "xlsxwriter": "libxlsxwriter-dev",
    "CURL": "libcurl4-openssl-dev", "date": "libhowardhinnant-date-dev", "ZLIB": "zlib1g-dev",
    "Boost": "libboost1.81-dev", "CLI11": "libcli11-dev", "Python3": "python3",
}
FINDS = re.compile(r"find_package\((\w+)|pkg_check_modules\(\w+ (?:[A-Z_]+ )*([\w.-]+)")


def package_is_installed_by_run(tree: Tree) -> Iterable[Problem]:
    packages = (tree.root / "tools/packages.txt").read_text()
    for file in tree.having("CMakeLists.txt", ".cmake"):
        for number, line in enumerate(file.lines, start=1):
            if not (match := FINDS.search(line)):
                continue
            name = match[1] or match[2]
            if name not in PACKAGE_OF:
                yield Problem(file.path, number, f"{name}: tools/tidy.py knows no package for it")
            elif PACKAGE_OF[name] and PACKAGE_OF[name] not in packages.split():
                yield Problem(file.path, number, f"{PACKAGE_OF[name]} is not in tools/packages.txt")


RULES = (file_is_short, line_is_short, no_leftover, no_banned_call, no_blob, no_machine_path,
         lock_file_names_no_host, script_is_executable, text_is_clean, source_is_listed,
         package_is_installed_by_run)

if __name__ == "__main__":
    sys.exit(report(Tree(ROOT), RULES))
