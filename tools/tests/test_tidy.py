"""Every rule of tools/tidy.py finds what it is for, and nothing in clean files."""

import unittest

from sample_tree import TreeTest

import tidy

LEFT = "TO" "DO"


class TidyTest(TreeTest):
    def test_long_file(self):
        files = {"src/a.cpp": "x\n" * 500, "src/b.cpp": "x\n" * 501, "data.csv": "x\n" * 900}
        self.assertEqual(self.found(tidy.file_is_short, files), [("src/b.cpp", 0)])

    def test_generated_file_may_be_long(self):
        self.assertEqual(self.found(tidy.file_is_short, {"package-lock.json": "x\n" * 501}), [])

    def test_long_line(self):
        files = {"a.py": "x" * 100 + "\n" + "x" * 101 + "\n", "a.md": "x" * 200 + "\n"}
        self.assertEqual(self.found(tidy.line_is_short, files), [("a.py", 2)])

    def test_allowed_line_needs_a_reason(self):
        long = "x" * 101
        files = {"a.py": f"# tidy: allow line_is_short, a table.\n{long}\n",
                 "b.py": f"# tidy: allow line_is_short,\n{long}\n",
                 "c.py": f"# tidy: allow no_blob, a table.\n{long}\n"}
        self.assertEqual(self.found(tidy.line_is_short, files), [("b.py", 2), ("c.py", 2)])

    def test_leftover(self):
        files = {"src/a.cpp": f"int a;  // {LEFT}: later\n", "b.md": "A to do list.\n",
                 "c.csv": f"{LEFT}\n"}
        self.assertEqual(self.found(tidy.no_leftover, files), [("src/a.cpp", 1)])

    def banned(self, path: str, line: str) -> bool:
        return bool(self.found(tidy.no_banned_call, {path: line + "\n"}))

    def test_clock_is_a_parameter(self):
        line = "auto now = std::chrono::system_clock::now();"
        self.assertTrue(self.banned("src/server/a.cpp", line))
        self.assertFalse(self.banned("src/base/clock.cpp", line))

    def test_tests_do_not_sleep(self):
        line = "std::this_thread::sleep_for(10ms);"
        self.assertTrue(self.banned("src/stream/tests/a_test.cpp", line))
        self.assertTrue(self.banned("tests/concurrency/a.cpp", line))
        self.assertFalse(self.banned("src/cli/simulate_command.cpp", line))

    def test_numbers_are_parsed_with_a_check(self):
        self.assertTrue(self.banned("src/cli/a.cpp", "int n = std::stoi(text);"))
        self.assertTrue(self.banned("src/cli/a.cpp", "int n = atoi(text);"))
        self.assertFalse(self.banned("src/cli/a.cpp", "std::from_chars(first, last, n);"))

    def test_money_is_whole(self):
        self.assertTrue(self.banned("src/domain/a.hpp", "double total = 0;"))
        self.assertTrue(self.banned("src/domain/a.hpp", "void set(float unit_price);"))
        self.assertFalse(self.banned("src/domain/a.hpp", "std::int64_t total = 0;"))
        self.assertFalse(self.banned("src/domain/a.hpp", "std::optional<double> refund_rate;"))

    def test_randomness_is_a_parameter(self):
        self.assertTrue(self.banned("src/domain/a.cpp", "std::random_device device;"))
        self.assertTrue(self.banned("src/domain/a.cpp", "int n = rand();"))
        self.assertFalse(self.banned("src/domain/a.cpp", "int n = generator.rand();"))

    def test_assert_is_always_on(self):
        self.assertTrue(self.banned("src/domain/a.cpp", "assert(x > 0);"))
        self.assertTrue(self.banned("src/domain/a.cpp", "#include <cassert>"))
        self.assertFalse(self.banned("src/domain/a.cpp", "SHOP_ASSERT(x > 0);"))
        self.assertFalse(self.banned("src/domain/a.cpp", "static_assert(sizeof(int) == 4);"))

    def test_inner_layers_do_not_talk(self):
        self.assertTrue(self.banned("src/application/a.cpp", 'std::cerr << "x";'))
        self.assertTrue(self.banned("src/stream/a.cpp", 'std::printf("x");'))
        self.assertFalse(self.banned("src/cli/a.cpp", 'std::cerr << "x";'))
        self.assertFalse(self.banned("src/stream/a.cpp", "std::snprintf(to, size, form);"))

    def test_unchecked_c_calls(self):
        self.assertTrue(self.banned("src/cli/a.cpp", 'system("ls");'))
        self.assertTrue(self.banned("src/cli/a.cpp", "strcpy(to, from);"))
        self.assertTrue(self.banned("src/cli/a.cpp", "auto* p = malloc(3);"))
        self.assertTrue(self.banned("src/cli/a.cpp", "using namespace std;"))
        self.assertFalse(self.banned("src/cli/a.cpp", "file_system(path);"))

    def test_comment_may_name_a_banned_call(self):
        self.assertFalse(self.banned("src/cli/a.cpp", "// Unlike std::stoi(text), this fails."))

    def test_blob(self):
        files = {"a.bin": b"\0" * 300_001, "b.bin": b"\0" * 200_000}
        self.assertEqual(self.found(tidy.no_blob, files), [("a.bin", 0)])

    def test_machine_path(self):
        files = {"a.sh": "cd /" "home/mai/shop\n", "b.sh": "cd ~/" "work/x; ls $D/" "work/x\n",
                 "c.md": "GET /api/work/list\n"}
        self.assertEqual(self.found(tidy.no_machine_path, files), [("a.sh", 1)])

    def test_lock_file_with_a_host(self):
        files = {"web/package-lock.json": '{\n"resolved": "https:' '//host/x.tgz"\n}\n',
                 "requirements.txt": "x==1\n"}
        self.assertEqual(self.found(tidy.lock_file_names_no_host, files),
                         [("web/package-lock.json", 2)])

    def test_script_bits(self):
        files = {"a": "#!/bin/sh\n", "b": "#!/bin/sh\n", "c.md": "text\n"}
        self.assertEqual(self.found(tidy.script_is_executable, files, executable=("b", "c.md")),
                         [("a", 0), ("c.md", 0)])

    def test_unclean_text(self):
        files = {"a.py": "x = 1 \n", "b.csv": "a\r\n", "c.md": "no end",
                 "tests/corpus/http/d": "a \r\n", "e.py": "x = 1\n"}
        self.assertEqual(self.found(tidy.text_is_clean, files),
                         [("a.py", 1), ("b.csv", 0), ("c.md", 0)])

    def test_unlisted_source(self):
        files = {"src/m/CMakeLists.txt": "shop_module(SOURCES a.cpp TESTS tests/a_test.cpp)\n",
                 "src/m/a.cpp": "", "src/m/b.cpp": "", "src/m/tests/a_test.cpp": "",
                 "src/m/tests/a.cpp": ""}
        self.assertEqual(self.found(tidy.source_is_listed, files),
                         [("src/m/b.cpp", 0), ("src/m/tests/a.cpp", 0)])

    def test_package_that_run_does_not_install(self):
        files = {"tools/packages.txt": "[build]\nlibfmt-dev\n",
                 "CMakeLists.txt": "find_package(fmt REQUIRED)\nfind_package(CURL REQUIRED)\n"
                                   "pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)\n"
                                   "find_package(Other)\n"}
        self.assertEqual(self.found(tidy.package_is_installed_by_run, files),
                         [("CMakeLists.txt", 2), ("CMakeLists.txt", 3), ("CMakeLists.txt", 4)])


if __name__ == "__main__":
    unittest.main()
