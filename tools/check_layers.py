#!/usr/bin/env python3
"""Fails when an #include under src/ goes where tools/layers.toml does not allow it to go.

For every module (a folder of src/, or a single file of it) the table says which other modules it
uses and which single headers of others it may see. Foreign libraries have a list of the modules
that may name them, so that a database or a socket cannot leak inwards. Tests may wire anything
together.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Iterable

from tree import ROOT, File, Problem, Tree, report

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"(?P<own>[^"]+)"|<(?P<foreign>[^>]+)>)')
COMPOSERS = ("embedded", "server")  # The only modules that construct adapters.
TABLE = "tools/layers.toml"


@dataclass
class Layers:
    uses: dict[str, list[str]] = field(default_factory=dict)
    headers: dict[str, list[str]] = field(default_factory=dict)
    libraries: dict[str, list[str]] = field(default_factory=dict)

    @staticmethod
    def read(text: str) -> Layers:
        table = tomllib.loads(text)
        modules = table.get("module", {})
        return Layers(uses={name: row["uses"] for name, row in modules.items()},
                      headers={name: row.get("headers", []) for name, row in modules.items()},
                      libraries=table.get("libraries", {}))

    def owner_of(self, path: str) -> str | None:
        """The module that is this path (relative to src/), or the deepest folder that holds it."""
        for place in (Path(path), *Path(path).parents):
            if place.as_posix() in self.uses:
                return place.as_posix()
        return None

    def library_of(self, header: str) -> str | None:
        """The longest listed prefix of a foreign header."""
        listed = [name for name in self.libraries if header == name or header.startswith(name)]
        return max(listed, key=len, default=None)


def layers_of(tree: Tree) -> Layers:
    return Layers.read((tree.root / TABLE).read_text())


def sources(tree: Tree) -> Iterable[tuple[File, str]]:
    """C++ files with their path below src/."""
    for file in tree.having(".cpp", ".hpp"):
        if file.path.startswith("src/"):
            yield file, file.path.removeprefix("src/")


def is_test(path: str) -> bool:
    return "/tests/" in path or "/fuzz/" in path or path.endswith("_test.cpp")


def includes_respect_the_table(tree: Tree) -> Iterable[Problem]:
    layers = layers_of(tree)
    for file, path in sources(tree):
        owner = layers.owner_of(path)
        if owner is None:
            yield Problem(file.path, 0, f"belongs to no module of {TABLE}")
            continue
        if is_test(path):
            continue
        for number, line in enumerate(file.lines, start=1):
            match = INCLUDE.match(line)
            reason = match and refusal(layers, owner, match["own"], match["foreign"])
            if reason:
                yield Problem(file.path, number, reason)


def refusal(layers: Layers, owner: str, own: str | None, foreign: str | None) -> str | None:
    """Why `owner` may not have this include; None when it may."""
    if own is None:
        library = layers.library_of(foreign or "")
        if library is not None and owner not in layers.libraries[library]:
            return f"{owner} may not include <{foreign}>: only " \
                   f"{', '.join(layers.libraries[library])} may"
        return None
    target = layers.owner_of(own)
    if target is None:
        return f'"{own}" is no path from src/ into a module'
    if target == owner or own in layers.headers[owner]:
        return None
    if target not in layers.uses[owner]:
        return f"{owner} may not include {own}"
    if "/internal/" in own:
        return f"{own} is internal to {target}"
    return None


def table_names_real_folders(tree: Tree) -> Iterable[Problem]:
    layers = layers_of(tree)
    known = set(layers.uses)
    for name in sorted(known):
        if not (tree.root / "src" / name).exists():
            yield Problem(TABLE, 0, f"module {name} has no src/{name}")
    mentioned = [(name, other) for name, row in layers.uses.items() for other in row]
    mentioned += [(library, other) for library, row in layers.libraries.items() for other in row]
    for place, other in mentioned:
        if other not in known:
            yield Problem(TABLE, 0, f"{place} names {other}, which is no module")
    for name, row in layers.headers.items():
        for header in row:
            if not (tree.root / "src" / header).is_file():
                yield Problem(TABLE, 0, f"{name} names {header}, which is no header")


def table_has_no_cycle(tree: Tree) -> Iterable[Problem]:
    uses = layers_of(tree).uses
    settled: set[str] = set()
    while len(settled) < len(uses):
        ready = [name for name in uses if name not in settled
                 and all(other in settled or other not in uses for other in uses[name])]
        if not ready:
            stuck = ", ".join(sorted(set(uses) - settled))
            yield Problem(TABLE, 0, f"these use each other in a circle: {stuck}")
            return
        settled.update(ready)


def only_composers_wire_adapters(tree: Tree) -> Iterable[Problem]:
    for name, row in layers_of(tree).uses.items():
        others = [other for other in row if other.startswith("adapters/")]
        if others and name.split("/")[0] not in COMPOSERS:
            yield Problem(TABLE, 0, f"{name} uses {', '.join(others)}: only "
                                    f"{' and '.join(COMPOSERS)} may")


RULES = (includes_respect_the_table, table_names_real_folders, table_has_no_cycle,
         only_composers_wire_adapters)

if __name__ == "__main__":
    sys.exit(report(Tree(ROOT), RULES))
