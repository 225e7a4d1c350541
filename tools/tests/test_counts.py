"""The runner's reading of closing lines: a wrong reading would hide a failure."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "testing"))

import counts  # noqa: E402
from counts import Counts  # noqa: E402


class CountsTest(unittest.TestCase):
    def test_ctest_counts_failed_and_skipped_apart(self):
        output = "7/9 Test #7: a.B ...***Skipped 0.01 sec\n" \
                 "78% tests passed, 2 tests failed out of 9\n"
        self.assertEqual(counts.of_ctest(output), Counts(6, 2, 1))

    def test_libfuzzer_tells_what_it_ran_and_saw(self):
        output = "#2\tINITED cov: 86 ft: 87 corp: 1/1b exec/s: 0 rss: 30Mb\n" \
                 "#9\tREDUCE cov: 99 ft: 120 corp: 3/8b lim: 4 exec/s: 0 rss: 31Mb\n" \
                 "stat::number_of_executed_units: 1234\n"
        self.assertEqual(counts.of_libfuzzer(output),
                         "1234 executions, 99 branches, 3 inputs kept")
        self.assertEqual(counts.of_libfuzzer("killed"), "no executions")

    def test_ctest_all_passed(self):
        self.assertEqual(counts.of_ctest("100% tests passed, 0 tests failed out of 135"),
                         Counts(135, 0))

    def test_pytest_adds_errors_to_failures(self):
        output = "==== 3 failed, 97 passed, 1 skipped, 2 errors in 4.20s (0:00:04) ===="
        self.assertEqual(counts.of_pytest(output), Counts(97, 5, 1))

    def test_pytest_quiet_line_after_other_lines_with_numbers(self):
        output = "2 passed the door\n12 passed in 0.31s\n"
        self.assertEqual(counts.of_pytest(output), Counts(12, 0))

    def test_node_test(self):
        closing = "ℹ tests 12\nℹ pass 9\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 0\n"
        self.assertEqual(counts.of_node_test(closing), Counts(9, 2, 1))
        self.assertEqual(counts.of_node_test("# pass 3\n# fail 0\n"), Counts(3, 0))

    def test_vitest(self):
        output = " Test Files  1 failed | 3 passed (4)\n      Tests  2 failed | 97 passed (99)\n"
        self.assertEqual(counts.of_vitest(output), Counts(97, 2))
        self.assertEqual(counts.of_vitest("      Tests  84 passed (84)\n"), Counts(84, 0))

    def test_unittest(self):
        self.assertEqual(counts.of_unittest("Ran 12 tests in 0.1s\n\nOK\n"), Counts(12, 0))
        failing = "Ran 12 tests in 0.1s\n\nFAILED (failures=1, errors=2, skipped=3)\n"
        self.assertEqual(counts.of_unittest(failing), Counts(6, 3, 3))

    def test_plain_line_takes_the_last_that_stands_alone(self):
        output = "1 passed, 1 failed\nfoo 9 passed, 9 failed\n4 passed, 2 failed, 1 skipped\n"
        self.assertEqual(counts.of_plain_line(output), Counts(4, 2, 1))

    def test_output_without_a_closing_line_is_no_count(self):
        for reader in (counts.of_ctest, counts.of_pytest, counts.of_unittest, counts.of_vitest,
                       counts.of_node_test,
                       counts.of_plain_line):
            self.assertIsNone(reader("Segmentation fault\n"))

    def test_runner_that_ran_nothing_failed(self):
        self.assertEqual(counts.checked(None, 0), Counts(0, 1))
        self.assertEqual(counts.checked(Counts(0, 0), 0), Counts(0, 1))

    def test_exit_code_without_a_failed_test_is_one_failure_more(self):
        self.assertEqual(counts.checked(Counts(5, 0), 1), Counts(5, 1))
        self.assertEqual(counts.checked(Counts(5, 2), 1), Counts(5, 2))


if __name__ == "__main__":
    unittest.main()
