"""Starts, watches and stops the product: one class for the server, one function for commands."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path
from typing import Callable, TypeVar

import shop_client

REPO = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 30.0
COMMAND_TIMEOUT_S = 180.0

T = TypeVar("T")


def binary() -> Path:
    path = Path(os.environ.get("DRINKSHOP_BINARY", REPO / "build" / "release" / "drinkshop"))
    if not path.exists():
        raise AssertionError(f"no binary at {path}: build it first or set DRINKSHOP_BINARY")
    return path.resolve()


def shared_data() -> Path:
    return Path(os.environ.get("DRINKSHOP_SHARED_DATA", REPO.parent / "shared" / "data"))


def eventually(probe: Callable[[], T], what: str, timeout_s: float = 15.0) -> T:
    """Asks again until the probe answers something true; the last answer is in the failure.

    An AssertionError of the probe counts as "not yet".
    """
    pause = threading.Event()
    deadline = time.monotonic() + timeout_s
    while True:
        failure: object
        try:
            result = probe()
            if result:
                return result
            failure = result
        except AssertionError as not_yet:
            failure = not_yet
        if time.monotonic() > deadline:
            raise AssertionError(f"never became true: {what}; last: {failure}")
        pause.wait(0.02)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def clean_environment() -> dict[str, str]:
    """The caller's environment without settings that would reach the product."""
    keep = {k: v for k, v in os.environ.items() if not k.startswith("DRINKSHOP_")}
    return keep | {"LC_ALL": "C.UTF-8"}


def run_command(
    *arguments: str | Path, stdin: bytes = b"", timeout_s: float = COMMAND_TIMEOUT_S
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [str(binary()), *map(str, arguments)],
        input=stdin, capture_output=True, timeout=timeout_s, env=clean_environment(),
    )


def run_ok(*arguments: str | Path, stdin: bytes = b"") -> str:
    """Standard output of a command that must exit 0."""
    done = run_command(*arguments, stdin=stdin)
    assert done.returncode == 0, (
        f"{arguments}: exit {done.returncode}\nstdout: {done.stdout[-2000:]!r}"
        f"\nstderr: {done.stderr[-2000:]!r}"
    )
    return done.stdout.decode()


def create_token(data: Path, role: str, name: str | None = None) -> str:
    return run_ok(
        "token", "create", "--data", data, "--role", role, "--name", name or f"test-{role}"
    ).strip()


class ShopServer:
    """`drinkshop serve` on a free loopback port; its talk goes to a file beside the data."""

    def __init__(self, data: Path, *options: str | Path) -> None:
        self.data = data
        self.options = [str(option) for option in options]
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.log = data.parent / f"{data.name}.server.log"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> "ShopServer":
        self.spawn()
        eventually(self._ready, "readiness of the server", START_TIMEOUT_S)
        return self

    def spawn(self) -> None:
        self.port = free_port()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(binary()), "serve", "--data", str(self.data),
                 "--listen", f"127.0.0.1:{self.port}", *self.options],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=clean_environment(),
            )

    def _ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            talk = self.log.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"server ended with {self.process.returncode}:\n{talk}")
        try:
            return self.client().call("GET", "/readyz").status == 200
        except OSError:
            return False

    def client(self, token: str | None = None) -> shop_client.Client:
        return shop_client.Client(self.port, token)

    def stop(self) -> int:
        """Asks the process to end and returns its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("server did not end on SIGTERM") from None

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
