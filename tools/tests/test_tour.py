"""The tour's reading of a document, and what it lets vary."""

import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import check_tour  # noqa: E402

TEXT = """# A

```console
$ ./run
$ curl -s a \\
    -d '{}'
old
older
$ echo b
```

```
$ no tour
```
"""


class TourTest(unittest.TestCase):
    def test_commands_with_continuations_and_outputs(self):
        steps = [(step.command, step.output) for step in check_tour.steps_of(TEXT)]
        self.assertEqual(steps, [("curl -s a \\\n    -d '{}'", ["old", "older"]), ("echo b", [])])

    def test_update_replaces_outputs_only(self):
        outputs = {"curl -s a \\\n    -d '{}'": ["new"], "echo b": ["b"]}
        text = check_tour.with_outputs(TEXT, outputs)
        self.assertEqual(text, TEXT.replace("old\nolder\n", "new\n").replace("echo b", "echo b\nb"))

    def test_ids_times_and_positions_may_differ(self):
        first = '{"position":12,"at":"2026-01-31T08:05:00.123Z","price":40000}'
        second = '{"position":9,"at":"2027-01-31T08:05:00.001Z","price":40000}'
        self.assertEqual(check_tour.masked([first]), check_tour.masked([second]))

    def test_money_may_not_differ(self):
        self.assertNotEqual(check_tour.masked(['"price":40000']),
                            check_tour.masked(['"price":40001']))


if __name__ == "__main__":
    unittest.main()
