"""`consume` follows the log from anywhere; `simulate` sends customers and says what came of it."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from pathlib import Path
from typing import Callable

import pytest

from shop_client import around_now, new_id
from shop_fixture import Shop
from shop_process import (
    ShopServer, binary, clean_environment, create_token, eventually, run_command, run_ok,
)


def consumed(*arguments: str | Path) -> list[dict]:
    return [json.loads(row) for row in run_ok("consume", *arguments).splitlines()]


def test_consume_of_a_stopped_shop_gives_the_log(own_shop: Shop) -> None:
    item = own_shop.add_item()
    for _ in range(5):
        own_shop.place(item)
    whole = own_shop.owner.events(0, topic="orders")
    own_shop.server.stop()

    data = own_shop.server.data
    assert consumed("orders", "--data", data, "--from", "earliest") == whole
    assert consumed("orders", "--data", data, "--from", "latest") == []


def test_consume_reads_a_running_shop_by_data_and_by_url(shop: Shop) -> None:
    shop.place(shop.add_item())
    whole = shop.owner.events(0, topic="orders")
    by_url = ["--url", shop.server.url, "--token", str(shop.owner.token)]

    assert consumed("orders", "--data", shop.server.data, "--from", "earliest") == whole
    assert consumed("orders", *by_url, "--from", "earliest") == whole


def test_consume_from_a_position(shop: Shop) -> None:
    item = shop.add_item()
    for _ in range(3):
        shop.place(item)
    positions = [e["position"] for e in shop.owner.events(0, topic="orders")]
    middle = positions[-2]

    got = [e["position"] for e in
           consumed("orders", "--data", shop.server.data, "--from", str(middle))]

    assert got in (positions[-2:], positions[-1:])


@pytest.mark.parametrize("by_url", [False, True], ids=["data", "url"])
def test_consume_follow_prints_what_happens_without_a_gap(shop: Shop, by_url: bool) -> None:
    item = shop.add_item()
    where = ["--url", shop.server.url, "--token", str(shop.owner.token)] if by_url \
        else ["--data", str(shop.server.data)]
    process = subprocess.Popen(
        [str(binary()), "consume", "orders", *where, "--from", "latest", "--follow"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=clean_environment(),
    )
    assert process.stdout is not None
    rows: list[dict] = []
    output = process.stdout
    pump = threading.Thread(target=lambda: rows.extend(json.loads(row) for row in output))
    pump.start()
    try:
        eventually(lambda: shop.place(item) and rows, "the first followed event")
        last = [shop.place(item)["order_id"] for _ in range(5)][-1]
        eventually(lambda: rows[-1]["key"] == last, "the last followed event")
    finally:
        process.terminate()
        process.wait(20)
        pump.join()

    expected = shop.owner.events(rows[0]["position"] - 1, topic="orders")
    assert rows == expected


@pytest.mark.parametrize("arguments", [
    ["no_such_topic", "--data", "DIR"], ["orders", "--data", "DIR", "--from", "yesterday"],
], ids=" ".join)
def test_consume_refuses_what_it_does_not_know(own_shop: Shop, arguments: list[str]) -> None:
    filled = [str(own_shop.server.data) if a == "DIR" else a for a in arguments]

    done = run_command("consume", *filled)

    assert done.returncode in (1, 2) and done.stdout == b"" and done.stderr


def test_consume_with_a_wrong_token_exits_1(shop: Shop) -> None:
    done = run_command("consume", "orders", "--url", shop.server.url, "--token", new_id())

    assert done.returncode == 1 and done.stderr


# ---- simulate -------------------------------------------------------------------------------


def numbers(text: str) -> set[int]:
    return {int(n) for n in re.findall(r"\d+", text)}


@pytest.mark.parametrize("extra", [
    [], ["--late", "0.2", "--duplicates", "0.2"],
], ids=["plain", "late and duplicates"])
def test_simulated_orders_are_all_there_and_reported(
    extra: list[str], tmp_path: Path, start_server: Callable[[Path], ShopServer]
) -> None:
    data = tmp_path / "data"
    run_ok("demo", "--data", data)
    server = start_server(data)
    token = create_token(data, "owner")
    owner = server.client(token)

    out = run_ok("simulate", "--url", server.url, "--token", token, "--rate", "40",
                 "--seconds", "2", "--seed", "7", *extra)

    orders = owner.events(0, topic="orders")
    assert orders and len({o["key"] for o in orders}) == len(orders)
    assert len(orders) in numbers(out), f"{len(orders)} orders, but it printed: {out}"
    everything = around_now() | {"from_": "2020-01-01T00:00:00.000Z"}
    eventually(lambda: owner.ok("/analytics/kpis", **everything)["orders"] == len(orders),
               "all simulated orders counted")
    run_ok("reconcile", "--data", data)


def test_simulate_against_nobody_exits_1() -> None:
    done = run_command("simulate", "--url", "http://127.0.0.1:9", "--token", "t", "--rate", "5",
                       "--seconds", "1")

    assert done.returncode == 1 and done.stderr
