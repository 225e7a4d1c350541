"""A small repository in a temporary folder, for tests of the checks."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tree import Tree  # noqa: E402


class TreeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def tree(self, files: dict[str, str | bytes], executable: tuple[str, ...] = ()) -> Tree:
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            path.chmod(0o755 if name in executable else 0o644)
        return Tree(self.root, files)

    def found(self, rule, files: dict[str, str | bytes], executable: tuple[str, ...] = ()):
        """(path, line) of every problem of one rule."""
        return [(problem.path, problem.line) for problem in rule(self.tree(files, executable))]
