"""Where things are, and how the small C++ tools of the benchmarks are built."""

import atexit
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile

BENCH = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCH.parent
BUILD = ROOT / "build" / "bench"
PEER = BENCH / "peers" / "fastify-pg"


def drinkshop_binary(given=None):
    binary = pathlib.Path(given) if given else ROOT / "build" / "release" / "drinkshop"
    if not binary.is_file():
        raise SystemExit(f"{binary} is not there: build it with `./run --build-only`, or name one "
                         "with --drinkshop FILE")
    return binary


def tool(name):
    """The path of a program of bench/loadgen, compiled when it is missing or older than its source.

    Compiled here and not taken from a build folder, so that both sides always meet the same
    optimised generator.
    """
    source = BENCH / "loadgen" / f"{name}.cpp"
    binary = BUILD / "bin" / name
    sources = [source, *source.parent.glob("*.hpp")]
    if not binary.exists() or any(s.stat().st_mtime > binary.stat().st_mtime for s in sources):
        binary.parent.mkdir(parents=True, exist_ok=True)
        print(f"compiling {source.name}", file=sys.stderr)
        subprocess.run(["g++", "-O2", "-std=c++20", "-Wall", "-Wextra", "-o", binary, source],
                       check=True)
    return binary


def peer_folder(name="fastify-pg"):
    """The folder of a Node peer with its exact dependencies installed."""
    folder = BENCH / "peers" / name
    if (folder / "package-lock.json").exists() and not (folder / "node_modules").exists():
        print(f"npm ci in {folder.relative_to(ROOT)}", file=sys.stderr)
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    return folder


def work_folder(name):
    """A new folder on the disk under test (never a memory file system), removed by the caller.

    Every user may pass through it: PostgreSQL refuses to run as root. Folders of runs that were
    killed outright are removed here: their names carry the pid that owned them.
    """
    BUILD.mkdir(parents=True, exist_ok=True)
    for old in BUILD.glob("*.pid*.*"):
        if not pathlib.Path("/proc", old.name.split(".")[1].removeprefix("pid")).exists():
            remove(old)
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}.pid{os.getpid()}.", dir=BUILD))
    folder.chmod(0o755)
    return folder


def socket_folder():
    """A new folder, removed at exit, with a short path: a socket's has 107 characters at most."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="drinkshop-bench-"))
    atexit.register(remove, folder)
    return folder


def remove(folder):
    shutil.rmtree(folder, ignore_errors=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]
