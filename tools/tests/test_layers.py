"""The layer check finds what it must find and lets the rest pass."""

import unittest

from sample_tree import TreeTest

import check_layers

TABLE = """
[module.base]
uses = []
[module.domain]
uses = ["base"]
[module."domain/calendar"]
uses = ["base"]
[module."adapters/sqlite"]
uses = ["domain"]
[module."adapters/report"]
uses = ["domain"]
headers = ["adapters/sqlite/database.hpp"]
[module.server]
uses = ["base", "domain", "adapters/sqlite"]
[module."server/main.cpp"]
uses = ["server"]
[libraries]
"sqlite3" = ["adapters/sqlite"]
"boost/asio" = ["server"]
"""
EMPTY = {f"src/{name}": "" for name in (
    "base/error.hpp", "domain/menu.hpp", "domain/calendar/day.hpp", "adapters/sqlite/database.hpp",
    "adapters/sqlite/ledger.hpp", "adapters/report/report.hpp", "server/main.cpp")}


class LayersTest(TreeTest):
    def refused(self, path: str, *includes: str) -> list[tuple[str, int]]:
        text = "".join(f"#include {name}\n" for name in includes)
        files = EMPTY | {"tools/layers.toml": TABLE, path: text}
        return self.found(check_layers.includes_respect_the_table, files)

    def test_inward_include_passes(self):
        self.assertEqual(self.refused("src/domain/menu.cpp", '"base/error.hpp"',
                                      '"domain/menu.hpp"', "<vector>"), [])

    def test_outward_include_is_found_with_its_line(self):
        self.assertEqual(self.refused("src/domain/menu.cpp", '"base/error.hpp"',
                                      '"adapters/sqlite/ledger.hpp"'), [("src/domain/menu.cpp", 2)])

    def test_folder_inside_a_module_is_a_module_of_its_own(self):
        path = "src/domain/menu.cpp"
        self.assertEqual(self.refused(path, '"domain/calendar/day.hpp"'), [(path, 1)])

    def test_one_adapter_may_not_see_another(self):
        path = "src/adapters/report/report.cpp"
        self.assertEqual(self.refused(path, '"adapters/sqlite/ledger.hpp"'), [(path, 1)])

    def test_single_header_may_be_opened(self):
        self.assertEqual(self.refused("src/adapters/report/report.cpp",
                                      '"adapters/sqlite/database.hpp"'), [])

    def test_include_that_is_no_path_from_src_is_found(self):
        self.assertEqual(self.refused("src/domain/menu.cpp", '"menu.hpp"'),
                         [("src/domain/menu.cpp", 1)])

    def test_library_stays_with_its_modules(self):
        self.assertEqual(self.refused("src/domain/menu.cpp", "<sqlite3.h>", "<boost/asio/post.hpp>",
                                      "<boost/outcome/try.hpp>"),
                         [("src/domain/menu.cpp", 1), ("src/domain/menu.cpp", 2)])

    def test_file_may_be_a_module(self):
        self.assertEqual(self.refused("src/server/main.cpp", '"base/error.hpp"'),
                         [("src/server/main.cpp", 1)])

    def test_internal_header_stays_in_its_module(self):
        self.assertEqual(self.refused("src/domain/menu.cpp", '"base/internal/bits.hpp"'),
                         [("src/domain/menu.cpp", 1)])

    def test_tests_may_wire_anything(self):
        self.assertEqual(self.refused("src/domain/tests/menu_test.cpp",
                                      '"adapters/sqlite/ledger.hpp"'), [])

    def test_folder_without_a_module_is_found(self):
        self.assertEqual(self.refused("src/relay/relay.cpp"), [("src/relay/relay.cpp", 0)])

    def test_table_with_unknown_names_is_found(self):
        table = TABLE.replace('"adapters/sqlite/database.hpp"', '"adapters/sqlite/gone.hpp"') \
            .replace('["server"]\n', '["server", "relay"]\n') + '"x/" = ["nowhere"]\n'
        found = self.found(check_layers.table_names_real_folders,
                           EMPTY | {"tools/layers.toml": table})
        self.assertEqual(len(found), 3 + 1)  # `relay` stands in two rows.

    def test_module_without_a_folder_is_found(self):
        table = TABLE + "[module.relay]\nuses = []\n"
        table = table.replace("[libraries]", "[other]")
        found = self.found(check_layers.table_names_real_folders,
                           EMPTY | {"tools/layers.toml": table})
        self.assertEqual(len(found), 1)

    def test_circle_is_found(self):
        table = TABLE.replace("[module.base]\nuses = []", '[module.base]\nuses = ["domain"]')
        self.assertEqual(len(self.found(check_layers.table_has_no_cycle,
                                        {"tools/layers.toml": table})), 1)
        self.assertEqual(self.found(check_layers.table_has_no_cycle,
                                    {"tools/layers.toml": TABLE}), [])

    def test_only_composers_use_adapters(self):
        table = TABLE.replace('headers = ["ad', 'headers = ["ad').replace(
            '[module."adapters/report"]\nuses = ["domain"]',
            '[module."adapters/report"]\nuses = ["adapters/sqlite"]')
        self.assertEqual(len(self.found(check_layers.only_composers_wire_adapters,
                                        {"tools/layers.toml": table})), 1)
        self.assertEqual(self.found(check_layers.only_composers_wire_adapters,
                                    {"tools/layers.toml": TABLE}), [])


if __name__ == "__main__":
    unittest.main()
