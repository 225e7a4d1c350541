"""Fixtures: one shop shared by most tests, and shops of their own for those that need it."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Callable, Iterator

import pytest

from shop_fixture import Shop
from shop_process import ShopServer

SEED = int(os.environ.get("TEST_SEED", random.SystemRandom().randrange(2**31)))


def pytest_report_header() -> str:
    return f"TEST_SEED={SEED} (set it to repeat this run)"


@pytest.fixture(scope="session")
def test_seed() -> int:
    return SEED


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> random.Random:
    return random.Random(f"{SEED}-{request.node.nodeid}")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A running shop shared by the session; tests keep apart by shop_id and new items."""
    running = Shop.open(tmp_path_factory.mktemp("shared") / "data")
    yield running
    running.server.stop()


@pytest.fixture
def own_shop(tmp_path: Path) -> Iterator[Shop]:
    """A running shop for one test that needs the whole of it."""
    running = Shop.open(tmp_path / "data")
    yield running
    running.server.stop()


@pytest.fixture
def start_server() -> Iterator[Callable[..., ShopServer]]:
    """Starts servers on given data folders and sees that all of them end."""
    started: list[ShopServer] = []

    def start(data: Path, *options: str | Path) -> ShopServer:
        server = ShopServer(data, *options)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        if server.process is not None and server.process.poll() is None:
            server.kill()
