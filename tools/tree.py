"""The files of the repository, as the checks see them: what git tracks or would track."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parents[1]
BINARY_PROBE_BYTES = 4096


@dataclass(frozen=True)
class Problem:
    path: str
    line: int  # 0 when the whole file is meant.
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}" if self.line else f"{self.path}: {self.text}"


class File:
    """One file; its text is read once and empty for a binary."""

    def __init__(self, root: Path, path: str) -> None:
        self.path = path
        self.on_disk = root / path

    @cached_property
    def text(self) -> str:
        content = self.on_disk.read_bytes()
        if b"\0" in content[:BINARY_PROBE_BYTES]:
            return ""
        return content.decode("utf-8", errors="replace")

    @cached_property
    def lines(self) -> list[str]:
        return self.text.splitlines()

    def ends_with(self, *endings: str) -> bool:
        return self.path.endswith(endings)

    def is_script(self) -> bool:
        return self.text.startswith("#!")


class Tree:
    def __init__(self, root: Path = ROOT, paths: Iterable[str] | None = None) -> None:
        self.root = root
        names = git_files(root) if paths is None else list(paths)
        self.files = [File(root, name) for name in sorted(names) if (root / name).is_file()]

    def having(self, *endings: str) -> Iterator[File]:
        return (file for file in self.files if file.ends_with(*endings))

    def folders(self) -> set[str]:
        """Every folder that holds a file, directly or deeper, without the root."""
        found: set[str] = set()
        for file in self.files:
            found.update(parent.as_posix() for parent in Path(file.path).parents)
        return found - {"."}


def git_files(root: Path) -> list[str]:
    listing = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        check=True, capture_output=True, text=True).stdout
    return [name for name in listing.split("\0") if name]


Rule = Callable[[Tree], Iterable[Problem]]


def report(tree: Tree, rules: Iterable[Rule]) -> int:
    """Prints every problem under its rule, then the counts of rules; the exit code of a check."""
    passed = failed = 0
    for rule in rules:
        problems = list(rule(tree))
        for problem in problems:
            print(problem)
        if problems:
            failed += 1
            print(f"FAIL {rule.__name__}: {len(problems)} problems")
        else:
            passed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0
