"""The suites of ./test: what each runs and how its tests are counted."""

from __future__ import annotations

import os
import random
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

import counts
from counts import Counts
from process import CI, ROOT, Done, run, run_together

JOBS = str(os.cpu_count() or 2)
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "drinkshop"
FUZZ_SECONDS = "20"
FUZZ_SECONDS_SLOW = "300"
FUZZ_SEED = "20260115"  # One and the same, so that a red run is due to the change.
SEED_SLOW = str(random.SystemRandom().randrange(2**31))
KILLS_SLOW = "300"
CTEST_PASSED = re.compile(r"^ +Start +\d+: |^ *\d+/\d+ Test .* Passed +[\d.]+ sec")
CTEST_LINES_MAX = 150
CPP_FOLDERS = ("src", "tests", "bench")


@dataclass
class Outcome:
    counts: Counts
    told: str = ""  # Shown when something failed.
    also: str = ""  # Shown always: what the counts do not say.


@dataclass(frozen=True)
class Suite:
    name: str
    what: str
    run: Callable[[], Outcome]
    needs: tuple[str, ...] = ()   # Suites that must have passed before.
    folder: str = ""              # The suite is skipped while this does not exist.
    slow: bool = False            # Left out by `./test fast`.
    env: dict[str, str] = field(default_factory=dict)  # More of it in `./test slow`.


def judged(done: Done, counter: Callable[[str], Counts | None]) -> Outcome:
    return Outcome(counts.checked(counter(done.output), done.code), done.tail())


def whole(done: Done) -> Outcome:
    return Outcome(counts.of_exit_code(done.code), done.tail())


def both(first: Outcome, second: Outcome) -> Outcome:
    told = "\n".join(outcome.told for outcome in (first, second) if outcome.counts.failed)
    return Outcome(first.counts + second.counts, told)


def python(log: str, script: str, *arguments: str | Path) -> Done:
    return run(log, [sys.executable, "-B", ROOT / script, *arguments])


def venv(requirements: str) -> Path:
    """The Python environment that holds exactly these packages; made at the first use."""
    done = run("venv", ["bash", "-c", "source tools/setup.sh && venv_of \"$1\"", "venv",
                        requirements])
    folder = done.output.strip().splitlines()[-1] if done.output.strip() else ""
    if done.code != 0 or not Path(folder).is_dir():
        raise SetupError(f"no Python environment for {requirements}:\n{done.tail()}")
    return Path(folder)


class SetupError(Exception):
    """What a suite needs cannot be set up; its text says what went wrong."""


def tool(name: str) -> Path:
    return venv("tools/requirements.txt") / "bin" / name


def git_files(*patterns: str) -> list[str]:
    done = run("files", ["git", "ls-files", "--cached", "--others", "--exclude-standard",
                         *patterns])
    return [name for name in done.output.splitlines() if (ROOT / name).is_file()]


def format_suite() -> Outcome:
    files = git_files(*(f"{folder}/*.{ending}" for folder in CPP_FOLDERS
                        for ending in ("cpp", "hpp")))
    done = run("format", [tool("clang-format"), "--dry-run", "--Werror", *files])
    wrong = {line.split(":", 1)[0] for line in done.output.splitlines() if ": error:" in line}
    found = counts.checked(Counts(len(files) - len(wrong), len(wrong)), done.code)
    told = "".join(f"{name}: clang-format -i changes it\n" for name in sorted(wrong))
    return Outcome(found, told or done.tail())


def check_with_tests(name: str, script: str, test: str) -> Outcome:
    checked = judged(python(name, script), counts.of_plain_line)
    tested = judged(python(f"{name}-tests", f"tools/tests/{test}"), counts.of_unittest)
    return both(checked, tested)


def layers_suite() -> Outcome:
    return check_with_tests("layers", "tools/check_layers.py", "test_layers.py")


def tidy_suite() -> Outcome:
    own = judged(python("runner-tests", "tools/tests/test_counts.py"), counts.of_unittest)
    return both(check_with_tests("tidy", "tools/tidy.py", "test_tidy.py"), own)


def docs_suite() -> Outcome:
    return check_with_tests("docs", "tools/check_docs.py", "test_docs.py")


def shellcheck_suite() -> Outcome:
    scripts = [name for name in git_files() if is_shell(ROOT / name)]
    found, told = Counts(0, 0), []
    for script in scripts:
        done = run("shellcheck", [tool("shellcheck"), "-x", "--source-path=SCRIPTDIR/..",
                                  "--source-path=.", script])
        found += counts.of_exit_code(done.code)
        told += [done.output] if done.code else []
    return Outcome(found, "\n".join(told))


def is_shell(path: Path) -> bool:
    if path.suffix == ".sh":
        return True
    with path.open("rb") as file:
        first = file.readline(100)
    interpreter = first.split(b"/")[-1].strip()
    return first.startswith(b"#!") and interpreter in (b"bash", b"sh", b"env bash")


def configure(preset: str) -> Done | None:
    """When it was never done: CMake itself sees later changes."""
    if (ROOT / "build" / preset / "build.ninja").exists():
        return None
    return run(f"configure-{preset}", ["cmake", "--preset", preset])


def build(preset: str, *targets: str) -> Done:
    done = configure(preset)
    if done is not None and done.code != 0:
        return done
    words = ["cmake", "--build", f"build/{preset}", "-j", JOBS]
    return run(f"build-{preset}", [*words, *(["--target", *targets] if targets else [])])


def ctest(log: str, preset: str, *selection: str) -> Outcome:
    done = run(log, ["ctest", "--test-dir", f"build/{preset}", "-j", JOBS, "--output-on-failure",
                     "--no-tests=error", *selection],
               env={"ASAN_OPTIONS": "detect_stack_use_after_return=1",
                    "UBSAN_OPTIONS": "print_stacktrace=1",
                    "TSAN_OPTIONS": "second_deadlock_stack=1"})
    outcome = judged(done, counts.of_ctest)
    told = [line for line in done.output.splitlines() if not CTEST_PASSED.match(line)]
    return Outcome(outcome.counts, "\n".join(told[-CTEST_LINES_MAX:]))


def npm(log: str, *words: str) -> Done:
    """One of the scripts of web/package.json, on the Node that builds the web app."""
    return run(log, ["bash", "-c", "source tools/setup.sh && PATH=$(node_folder):$PATH && "
                     'exec npm --silent --prefix web run "$@"', "npm", *words],
               env={"NO_COLOR": "1"})


def web_suite() -> Outcome:
    """Builds the web app, which the build suite then puts into the program."""
    built = run("web-build", ["bash", "-c", "source tools/setup.sh && build_web"])
    if built.code != 0:
        return whole(built)
    outcome = whole(built)
    for script in ("types", "lint"):
        outcome = both(outcome, whole(npm(f"web-{script}", script)))
    outcome = both(outcome, judged(npm("web-test", "test"), counts.of_vitest))
    return both(outcome, judged(npm("web-size", "size"), counts.of_plain_line))


def e2e_suite() -> Outcome:
    """The web app in a browser, on the program that serves it."""
    return judged(npm("e2e", "e2e"), counts.of_node_test)


def lighthouse_suite() -> Outcome:
    """Its scores are told: the figures of speed are no test, which would depend on the machine."""
    done = run("lighthouse", [
        "bash", "-c", "source tools/setup.sh && PATH=$(node_folder):$PATH && "
        "LIGHTHOUSE=$(npm_of web/tests/lighthouse) exec npm --silent --prefix web run lighthouse"],
        env={"NO_COLOR": "1"})
    outcome = judged(done, counts.of_node_test)
    told = [line.lstrip("# ") for line in done.output.splitlines() if ": accessibility " in line]
    return Outcome(outcome.counts, outcome.told, "\n".join(told))


def build_suite() -> Outcome:
    return whole(build("release"))


def unit_suite() -> Outcome:
    return ctest("unit", "release")


def headers_suite() -> Outcome:
    return whole(build("release", "all_verify_interface_header_sets"))


def scenarios_suite() -> Outcome:
    return judged(python("scenarios", "tests/scenarios/run.py"), counts.of_plain_line)


def pytest(log: str, folder: str) -> Outcome:
    interpreter = venv("tests/blackbox/requirements.txt") / "bin" / "python"
    without_kills = ["-m", "not kill"] if os.environ.get("KILLS") == "0" else []
    done = run(log, [interpreter, "-B", "-m", "pytest", "-p", "no:cacheprovider", folder,
                     *without_kills, *(["-q"] if CI else ["-v"])])
    return judged(done, counts.of_pytest)


def tour_suite() -> Outcome:
    return check_with_tests("tour", "tools/check_tour.py", "test_tour.py")


def openapi_suite() -> Outcome:
    interpreter = venv("tests/openapi/requirements.txt") / "bin" / "python"
    done = run("openapi", [interpreter, "-B", "tests/openapi/run.py"])
    outcome = judged(done, counts.of_plain_line)
    return Outcome(outcome.counts, outcome.told, done.output.partition("\n")[0])


DISCOVERED = re.compile(r'TEST_TARGET=(\S+) .*?"TEST_PROPERTIES=LABELS;(\w+)"')


def ninja_file(preset: str) -> str:
    """What CMake generated; empty when it cannot configure, which the build then reports."""
    configure(preset)
    configured = ROOT / "build" / preset / "build.ninja"
    return configured.read_text() if configured.exists() else ""


def targets(preset: str, pattern: str) -> list[str]:
    return sorted(set(re.findall(rf"^build ({pattern}): phony", ninja_file(preset), re.MULTILINE)))


def tests_of_label(preset: str, label: str) -> list[str]:
    """The test programs of a label, so that only these need to be built."""
    return sorted({target for target, its in DISCOVERED.findall(ninja_file(preset))
                   if its == label})


def asan_suite() -> Outcome:
    done = build("asan")
    return ctest("asan", "asan") if done.code == 0 else whole(done)


def tsan_suite() -> Outcome:
    done = build("tsan", *tests_of_label("tsan", "concurrency"))
    return ctest("tsan", "tsan", "-L", "concurrency") if done.code == 0 else whole(done)


def clang_tidy_suite() -> Outcome:
    done = python("clang-tidy", "tools/run_clang_tidy.py", "--tidy", tool("clang-tidy"),
                  "--cache", CACHE / "clang-tidy", "--jobs", JOBS)
    told = "\n".join(line for line in done.output.splitlines() if "] ok " not in line)
    return Outcome(counts.checked(counts.of_plain_line(done.output), done.code), told)


def fuzz_suite() -> Outcome:
    """Every program NAME_fuzz, for a while, from its kept corpus tests/corpus/NAME."""
    done = build("fuzz", *targets("fuzz", r"\w+_fuzz"))
    if done.code != 0:
        return whole(done)
    programs = sorted(path for path in (ROOT / "build/fuzz").rglob("*_fuzz")
                      if path.is_file() and os.access(path, os.X_OK))
    seed = int(os.environ.get("TEST_SEED", FUZZ_SEED))
    seconds = int(os.environ.get("FUZZ_SECONDS", FUZZ_SECONDS))
    print(f"  TEST_SEED={seed}, {seconds} s each: "
          f"{', '.join(program.name for program in programs)}", flush=True)
    jobs: dict[str, list[str | Path]] = {}
    for program in programs:
        name = program.name.removesuffix("_fuzz")
        found = ROOT / "build/fuzz/found" / name
        found.mkdir(parents=True, exist_ok=True)
        kept = ROOT / "tests/corpus" / name
        dictionary = kept.with_suffix(".dict")
        jobs[program.name] = [
            program, f"-seed={seed}", f"-max_total_time={seconds}", "-timeout=10",
            "-rss_limit_mb=2048", f"-artifact_prefix={found}-crash-", "-print_final_stats=1",
            *([f"-dict={dictionary}"] if dictionary.exists() else []), found,
            *([kept] if kept.is_dir() else [])]
    results = run_together(jobs, at_once=int(JOBS), timeout_s=seconds + 120)
    found_counts = Counts(0, 0)
    for result in results.values():
        found_counts += counts.of_exit_code(result.code)
    told = "\n".join(f"{name}:\n{result.tail()}" for name, result in results.items() if result.code)
    also = "\n".join(f"{name}: {counts.of_libfuzzer(result.output)}"
                     for name, result in results.items())
    return Outcome(counts.checked(found_counts, 0), told, also)


SUITES = (
    Suite("format", "clang-format 18.1.8 would change nothing", format_suite),
    Suite("layers", "includes go where tools/layers.toml allows", layers_suite),
    Suite("tidy", "house rules on every file (tools/tidy.py)", tidy_suite),
    Suite("shellcheck", "shell scripts", shellcheck_suite),
    Suite("docs", "links, titles, the map of the folders (tools/check_docs.py)", docs_suite),
    Suite("web", "the web app: types, lint, unit tests, build, what its pages weigh", web_suite,
          folder="web"),
    Suite("build", "the release preset, warnings as errors", build_suite),
    Suite("unit", "unit and contract tests", unit_suite, needs=("build",)),
    Suite("headers", "every public header compiles alone", headers_suite, needs=("build",)),
    Suite("scenarios", "the stream engine's specification as text", scenarios_suite,
          needs=("build",), folder="tests/scenarios"),
    Suite("blackbox", "the contract from outside: HTTP and command line",
          lambda: pytest("blackbox", "tests/blackbox"), needs=("build",),
          folder="tests/blackbox", env={"KILLS": KILLS_SLOW}),
    Suite("e2e", "the web app in Chromium, on the real server", e2e_suite,
          needs=("web", "build"), folder="web", slow=True),
    Suite("lighthouse", "what Lighthouse says of every page", lighthouse_suite,
          needs=("web", "build"), folder="web", slow=True),
    Suite("tour", "what README.md says the shop prints", tour_suite, needs=("build",)),
    Suite("system", "a disk that fills up, and what else needs a machine of its own",
          lambda: pytest("system", "tests/system"), needs=("build",), folder="tests/system",
          slow=True),
    Suite("openapi", "schemathesis: every answer is a documented one, none is a 5xx",
          openapi_suite, needs=("build",), folder="tests/openapi", slow=True,
          env={"TEST_SEED": SEED_SLOW}),
    Suite("asan", "unit tests under AddressSanitizer and UBSan", asan_suite, slow=True),
    Suite("tsan", "concurrent parts under ThreadSanitizer", tsan_suite, slow=True),
    Suite("clang-tidy", "the allow-list of .clang-tidy on src/", clang_tidy_suite,
          needs=("build",), slow=True),
    Suite("fuzz", "libFuzzer on everything that reads foreign bytes", fuzz_suite, slow=True,
          env={"FUZZ_SECONDS": FUZZ_SECONDS_SLOW, "TEST_SEED": SEED_SLOW}),
)
