"""Every rule of tools/check_docs.py finds what it is for, and nothing in sound documents."""

import unittest

from sample_tree import TreeTest

import check_docs

ADR = "# 1. One\n\nStatus: accepted\n\n## Context\n\n## Decision\n\n## Consequences\n"


class DocsTest(TreeTest):
    def test_one_title(self):
        files = {"a.md": "# A\n\n```sh\n# a comment\n```\n", "b.md": "# B\n\n# C\n", "c.md": "x\n"}
        self.assertEqual(self.found(check_docs.one_title, files), [("b.md", 3), ("c.md", 0)])

    def test_links(self):
        files = {"a.md": "# A\n[b](docs/b.md) [t](docs/b.md#a-b-c) [me](#a) [w](https://x.y)\n"
                         "[gone](docs/gone.md)\n[gone](docs/b.md#gone)\n[root](/etc/passwd)\n"
                         "`[code](gone.md)`\n"
                         "<img src=\"docs/b.md\"> <img width=1 src=\"no.png\">\n",
                 "docs/b.md": "# B\n## A `b`, c\n[up](../a.md) [out](../../x.md)\n"}
        (self.root.parent / "x.md").touch()
        self.addCleanup((self.root.parent / "x.md").unlink)
        self.assertEqual(self.found(check_docs.links_lead_somewhere, files),
                         [("a.md", 3), ("a.md", 4), ("a.md", 5), ("a.md", 7),
                          ("docs/b.md", 3)])

    def test_vietnamese_section_is_an_anchor(self):
        self.assertEqual(check_docs.anchor(" Chạy cửa hàng: hai lệnh"), "chạy-cửa-hàng-hai-lệnh")

    def test_quoted_path(self):
        files = {"a.md": "# A\n`src/base` and `src/gone`\n", "src/base/a.hpp": ""}
        self.assertEqual(self.found(check_docs.quoted_paths_exist, files), [("a.md", 2)])

    def test_map_names_folders(self):
        files = {"src/base/a.hpp": "", "src/base/tests/a_test.cpp": "", "src/new/a.hpp": "",
                 "tools/layers.toml": "[module.base]\nuses = []\n",
                 "ARCHITECTURE.md": "# A\n`src/base`\n"}
        self.assertEqual(len(self.found(check_docs.map_names_every_folder, files)), 1)

    def test_decisions(self):
        sound = {"docs/adr/0001-one.md": ADR}
        self.assertEqual(self.found(check_docs.decisions_are_complete, sound), [])
        unsound = {"docs/adr/0001-one.md": ADR.replace("## Decision", "## Choice"),
                   "docs/adr/0003-three.md": ADR.replace("accepted", "maybe")}
        self.assertEqual(self.found(check_docs.decisions_are_complete, unsound),
                         [("docs/adr/0001-one.md", 0), ("docs/adr/0003-three.md", 0),
                          ("docs/adr/0003-three.md", 0)])

    def test_translation(self):
        files = {"README.md": "# A\n## B\n```\n$ ./run\n```\n",
                 "README.vi.md": "# A\n## B\n```\n$ ./run\n```\n"}
        self.assertEqual(self.found(check_docs.translations_keep_step, files), [])
        files["README.vi.md"] = "# A\n"
        self.assertEqual(self.found(check_docs.translations_keep_step, files),
                         [("README.vi.md", 0)])


if __name__ == "__main__":
    unittest.main()
