"""The real bakery's history: imported once, twice, and beside a running shop."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Callable, Iterator

import pytest

import bakery
from engine_oracle import last_revisions
from shop_client import Client, parse_api_time, stamp
from shop_process import (
    ShopServer, create_token, eventually, run_command, run_ok, shared_data,
)

WHOLE = {"from_": "2016-10-01T00:00:00.000Z", "to": "2017-05-01T00:00:00.000Z"}
SALES_FILE = "bread_basket.csv"


def sales_file() -> Path:
    """The real history, which is development data and not part of the repository."""
    file = shared_data() / SALES_FILE
    if not file.exists():
        pytest.skip(f"no {SALES_FILE} on this machine (DRINKSHOP_SHARED_DATA names its folder)")
    return file


@pytest.fixture(scope="module")
def sales() -> list[bakery.Sale]:
    return bakery.read_sales(sales_file())


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder into which the file was imported twice with the shop stopped."""
    data = tmp_path_factory.mktemp("bakery") / "data"
    for _ in range(2):
        run_ok("import", "orders", sales_file(), "--data", data)
    return data


@pytest.fixture(scope="module")
def reader(imported: Path) -> Iterator[Client]:
    token = create_token(imported, "owner")
    server = ShopServer(imported).start()
    client = server.client(token)
    eventually(
        lambda: client.ok("/analytics/kpis", **WHOLE)["orders"] >= bakery.ORDERS,
        "all orders counted", 60,
    )
    yield client
    server.stop()


def test_the_direct_computation_is_the_known_one(sales: list[bakery.Sale]) -> None:
    assert (len(sales), sum(s.items for s in sales), sum(s.revenue for s in sales)) \
        == (bakery.ORDERS, bakery.ITEMS, bakery.REVENUE)


def test_reconcile_after_importing_twice_finds_nothing(imported: Path) -> None:
    run_ok("reconcile", "--data", imported)


def test_the_log_holds_each_order_once(imported: Path, sales: list[bakery.Sale]) -> None:
    out = run_ok("consume", "orders", "--data", imported, "--from", "earliest")
    values = [json.loads(row)["value"] for row in out.splitlines()]

    assert len(values) == len({v["order_id"] for v in values}) == bakery.ORDERS
    ours = sorted((v["created_at"][:19], v["total"], sum(i["qty"] for i in v["items"]))
                  for v in values)
    assert ours == sorted((stamp(s.sold_at)[:19], s.revenue, s.items) for s in sales)


def test_key_figures_of_the_whole_history(reader: Client) -> None:
    found = reader.ok("/analytics/kpis", **WHOLE)

    assert (found["orders"], found["items"], found["revenue"], found["net_revenue"]) \
        == (bakery.ORDERS, bakery.ITEMS, bakery.REVENUE, bakery.REVENUE)
    assert found["average_order_value"] == pytest.approx(bakery.REVENUE / bakery.ORDERS, abs=1)
    assert found["refunds"] == 0 and found["conversion_rate"] is None


@pytest.mark.parametrize("bucket", ["minute", "hour", "day"])
def test_every_bucket_agrees(reader: Client, sales: list[bakery.Sale], bucket: str) -> None:
    answer = reader.ok("/analytics/sales", bucket=bucket, **WHOLE)["series"]

    ours = {parse_api_time(p["start"]): {k: p[k] for k in ("orders", "items", "revenue")}
            for p in answer}
    expected = bakery.series(sales, bucket)
    assert len(answer) == len(ours)
    wrong = [(t, expected.get(t), ours.get(t)) for t in sorted(expected.keys() | ours.keys())
             if expected.get(t) != ours.get(t)]
    assert wrong[:5] == []
    assert [parse_api_time(p["start"]) for p in answer] == sorted(ours)


def test_key_figures_of_random_spans_agree(
    reader: Client, sales: list[bakery.Sale], rng: random.Random
) -> None:
    for _ in range(30):
        start = rng.choice(sales).sold_at.replace(second=0)
        end = start + timedelta(minutes=rng.choice([1, 60, 1440, 44_640]))
        found = reader.ok("/analytics/kpis", from_=stamp(start), to=stamp(end))
        inside = [s for s in sales if start <= s.sold_at < end]
        assert (found["orders"], found["items"], found["revenue"]) == (
            len(inside), sum(s.items for s in inside), sum(s.revenue for s in inside),
        ), (start, end)


@pytest.mark.parametrize("minutes", [1, 5, 60, 1440])
def test_top_items_at_random_instants_agree(
    reader: Client, sales: list[bakery.Sale], rng: random.Random, minutes: int
) -> None:
    for _ in range(15):
        as_of: datetime = rng.choice(sales).sold_at + timedelta(seconds=rng.randrange(600))
        answer = reader.ok("/analytics/top-items", minutes=minutes, as_of=stamp(as_of), limit=10)
        ours = [(i["name"].strip(), i["qty"], i["orders"], i["revenue"]) for i in answer["items"]]
        assert ours == bakery.top_items(sales, as_of, minutes, 10), (as_of, minutes)


def test_last_revisions_of_all_windows_agree(imported: Path, sales: list[bakery.Sale]) -> None:
    """The newest minute may still be open: the shop is stopped and nothing closed it."""
    out = run_ok("consume", "analytics", "--data", imported, "--from", "earliest")
    rows = [json.loads(row) for row in out.splitlines()]
    values = [row["value"] for row in rows]
    last = last_revisions({"topic": "analytics", "value": v} for v in values)
    newest = max(s.sold_at for s in sales) - timedelta(minutes=2)

    ours = {k[1][:16]: (v["orders"], v["items"], v["revenue"])
            for k, v in last.items() if k[0] == "sales_per_minute"}
    expected = {stamp(t)[:16]: (v["orders"], v["items"], v["revenue"])
                for t, v in bakery.series(sales, "minute").items() if t < newest}
    assert {k: v for k, v in ours.items() if k in expected} == expected
    items = {(k[1][:16], v["name"].strip()): (v["orders"], v["qty"], v["revenue"])
             for k, v in last.items() if k[0] == "item_sales_per_minute"}
    expected_items = {
        (stamp(t)[:16], name): (v["orders"], v["qty"], v["revenue"])
        for (t, name), v in bakery.item_windows(sales).items() if t < newest
    }
    assert {k: v for k, v in items.items() if k in expected_items} == expected_items


# ---- small files ----------------------------------------------------------------------------


HEADER = "order_ref,sold_at,item,quantity,unit_price"
GOOD_ROWS = ["1,2016-10-30T09:58:11+07:00,Bread,1,35000",
             "2,2016-10-30T10:05:34+07:00,\"Bread, sliced\",2,46000"]


def head_of_history(target: Path, orders: int) -> list[bakery.Sale]:
    rows = sales_file().read_text(encoding="utf-8").splitlines()
    refs = list(dict.fromkeys(row.split(",", 1)[0] for row in rows[1:]))[:orders]
    kept = [row for row in rows[1:] if row.split(",", 1)[0] in set(refs)]
    target.write_text("\n".join([rows[0], *kept]) + "\n", encoding="utf-8")
    return bakery.read_sales(target)


def test_importing_beside_a_running_shop_twice_imports_once(
    tmp_path: Path, start_server: Callable[[Path], ShopServer]
) -> None:
    file = tmp_path / "head.csv"
    sales = head_of_history(file, 300)
    server = start_server(tmp_path / "data")
    token = create_token(server.data, "owner")
    for _ in range(2):
        run_ok("import", "orders", file, "--url", server.url, "--token", token)
    owner = server.client(token)

    eventually(lambda: owner.ok("/analytics/kpis", **WHOLE)["orders"] >= 300, "300 orders counted")

    found = owner.ok("/analytics/kpis", **WHOLE)
    assert (found["orders"], found["items"], found["revenue"]) == (
        300, sum(s.items for s in sales), sum(s.revenue for s in sales),
    )


def test_a_longer_file_adds_only_what_is_new(tmp_path: Path) -> None:
    data, file = tmp_path / "data", tmp_path / "head.csv"
    for orders in (20, 50, 30):
        head_of_history(file, orders)
        run_ok("import", "orders", file, "--data", data)

    out = run_ok("consume", "orders", "--data", data, "--from", "earliest")
    assert len(out.splitlines()) == 50
    run_ok("reconcile", "--data", data)


def test_quoted_fields_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    file = tmp_path / "sales.csv"
    file.write_bytes("\r\n".join([HEADER, *GOOD_ROWS, ""]).encode())

    run_ok("import", "orders", file, "--data", tmp_path / "data")

    out = run_ok("consume", "orders", "--data", tmp_path / "data", "--from", "earliest")
    assert sorted(json.loads(row)["value"]["total"] for row in out.splitlines()) == [35_000, 92_000]


@pytest.mark.parametrize("content", [
    "order_ref,sold_at,item,quantity\n1,2016-10-30T09:58:11+07:00,Bread,1",
    f"{HEADER}\n1,yesterday,Bread,1,35000",
    f"{HEADER}\n1,2016-10-30T09:58:11+07:00,Bread,one,35000",
    f"{HEADER}\n1,2016-10-30T09:58:11+07:00,Bread,0,35000",
    f"{HEADER}\n1,2016-10-30T09:58:11+07:00,Bread,1,-5",
    f"{HEADER}\n1,2016-10-30T09:58:11+07:00,Bread,1,99999999999999999999",
    f"{HEADER}\n1,2016-10-30T09:58:11+07:00,\"Bread,1,35000",
    f"{HEADER}\n1,2016-10-30T09:58:11+07:00,Bread",
    "",
], ids=range(9))
def test_a_bad_file_exits_1_and_says_why(content: str, tmp_path: Path) -> None:
    file = tmp_path / "bad.csv"
    file.write_text(content + "\n")

    done = run_command("import", "orders", file, "--data", tmp_path / "data")

    assert done.returncode == 1 and done.stderr, done


def test_a_missing_file_exits_nonzero(tmp_path: Path) -> None:
    done = run_command("import", "orders", tmp_path / "none.csv", "--data", tmp_path / "data")

    assert done.returncode in (1, 2) and done.stderr
