#!/usr/bin/env python3
"""What documents promise: links that lead somewhere, one title, a map that matches the folders."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Iterable, Iterator

from check_layers import layers_of
from tree import ROOT, File, Problem, Tree, report

LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)")
IMAGE = re.compile(r'<img [^>]*src="([^"]+)"')
FENCE = re.compile(r"^\s*(```|~~~)")
ADR_SECTIONS = ("## Context", "## Decision", "## Consequences")
ADR_STATUS = re.compile(r"^Status: (accepted|superseded by \[?\d{4})", re.MULTILINE)


def prose(file: File) -> Iterator[tuple[int, str]]:
    """Numbered lines outside fenced code."""
    fenced = False
    for number, line in enumerate(file.lines, start=1):
        if FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, line


def documents(tree: Tree) -> Iterator[File]:
    return tree.having(".md")


def anchor(title: str) -> str:
    """The fragment that a viewer makes of a title: lower case, no punctuation, - for spaces."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title).replace("`", "")
    kept = (c for c in plain.strip().lower()
            if c in " -_" or unicodedata.category(c)[0] in "LN" or unicodedata.combining(c))
    return "".join(kept).replace(" ", "-")


def anchors(file: File) -> set[str]:
    found = {anchor(line.lstrip("#")) for _, line in prose(file) if re.match(r"#{1,6} ", line)}
    return found | set(re.findall(r'<a (?:id|name)="([^"]+)"', file.text))


def one_title(tree: Tree) -> Iterable[Problem]:
    for file in documents(tree):
        titles = [number for number, line in prose(file) if line.startswith("# ")]
        if len(titles) != 1:
            yield Problem(file.path, titles[1] if titles else 0,
                          f"has {len(titles)} titles (`# `); one is wanted")


def links_lead_somewhere(tree: Tree) -> Iterable[Problem]:
    for file in documents(tree):
        for number, line in prose(file):
            plain = re.sub(r"`[^`]*`", "", line)
            for target in LINK.findall(plain) + IMAGE.findall(plain):
                if reason := broken(tree, file, target):
                    yield Problem(file.path, number, f"{target}: {reason}")


def broken(tree: Tree, file: File, target: str) -> str | None:
    """Why a link does not resolve; None when it does or leads out of the repository."""
    if re.match(r"[a-z]+:", target):
        return None
    path, _, fragment = target.partition("#")
    if path.startswith("/"):
        return "starts at the machine's root; write it relative"
    on_disk = (file.on_disk.parent / path) if path else file.on_disk
    if not on_disk.exists():
        return "no such file"
    if not on_disk.resolve().is_relative_to(tree.root.resolve()):
        return "leads out of the repository"
    if fragment and on_disk.suffix == ".md":
        name = on_disk.resolve().relative_to(tree.root.resolve()).as_posix()
        if fragment not in anchors(File(tree.root, name)):
            return "no such section"
    return None


# A path in `code quotes` that names a folder of ours must exist: documents drift there first.
OWN_PATH = re.compile(
    r"`((?:src|tests|tools|docs|bench|schemas|cmake|\.ci)/[\w./-]*[\w/])(?::\d+)?`")


def quoted_paths_exist(tree: Tree) -> Iterable[Problem]:
    for file in documents(tree):
        for number, line in prose(file):
            for path in OWN_PATH.findall(line):
                places = (tree.root, file.on_disk.parent)
                if "NNN" not in path and not any((place / path).exists() for place in places):
                    yield Problem(file.path, number, f"{path}: no such file or folder")


def source_folders(tree: Tree) -> set[str]:
    inner = {"tests", "fuzz", "bench", "internal"}
    found = {Path(file.path).parent.as_posix() for file in tree.having(".cpp", ".hpp")
             if file.path.startswith("src/")}
    return {folder for folder in found if not inner & set(Path(folder).parts)}


def map_names_every_folder(tree: Tree) -> Iterable[Problem]:
    map_file = tree.root / "ARCHITECTURE.md"
    text = map_file.read_text() if map_file.exists() else ""
    known = set(layers_of(tree).uses)
    for folder in sorted(source_folders(tree)):
        if f"`{folder}`" not in text:
            yield Problem("ARCHITECTURE.md", 0, f"does not name `{folder}`")
    for module in sorted(known):
        if f"`src/{module}`" not in text:
            yield Problem("ARCHITECTURE.md", 0, f"does not name `src/{module}`")


def decisions_are_complete(tree: Tree) -> Iterable[Problem]:
    files = [file for file in tree.having(".md") if file.path.startswith("docs/adr/")
             and not file.ends_with("README.md")]
    for expected, file in enumerate(files, start=1):
        name = Path(file.path).name
        if not re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", name) or int(name[:4]) != expected:
            yield Problem(file.path, 0, f"the next decision is {expected:04}-short-name.md")
        for section in ADR_SECTIONS:
            if section not in file.lines:
                yield Problem(file.path, 0, f"has no section `{section}`")
        if not ADR_STATUS.search(file.text):
            yield Problem(file.path, 0, "says no `Status: accepted` or `superseded by NNNN`")


def translations_keep_step(tree: Tree) -> Iterable[Problem]:
    """NAME.vi.md has the sections and the commands of NAME.md, in the same order."""
    for file in tree.having(".vi.md"):
        original = tree.root / file.path.replace(".vi.md", ".md")
        if not original.exists():
            yield Problem(file.path, 0, "translates nothing")
            continue
        other = File(tree.root, original.relative_to(tree.root).as_posix())
        if shape(file) != shape(other):
            yield Problem(file.path, 0, f"has other sections or commands than {other.path}")


def shape(file: File) -> list[str]:
    levels = [line.split(" ", 1)[0] for _, line in prose(file) if re.match(r"#{1,6} ", line)]
    return levels + [line for line in file.lines if line.startswith("$ ")]


def drawing_is_fresh(tree: Tree) -> Iterable[Problem]:
    """Only where graphviz is installed; elsewhere the committed picture is taken as it is."""
    source = tree.root / "docs/architecture.dot"
    if not source.exists() or shutil.which("dot") is None:
        return
    made = subprocess.run([sys.executable, str(ROOT / "tools/make_drawing"), "--check", source],
                          capture_output=True, text=True)
    if made.returncode != 0:
        yield Problem("docs/architecture.svg", 0, made.stderr.strip() or "run tools/make_drawing")


RULES = (one_title, links_lead_somewhere, quoted_paths_exist, map_names_every_folder,
         decisions_are_complete, translations_keep_step, drawing_is_fresh)

if __name__ == "__main__":
    sys.exit(report(Tree(ROOT), RULES))
