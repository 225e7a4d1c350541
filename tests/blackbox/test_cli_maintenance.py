"""reconcile, rebuild, backup and restore."""

from __future__ import annotations

import sqlite3
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from shop_client import around_now, expect, stamp
from shop_fixture import Shop
from shop_process import ShopServer, create_token, eventually, run_command, run_ok

START = datetime(2026, 3, 1, 10, tzinfo=timezone.utc)
EVERYTHING = around_now() | {"from_": "2020-01-01T00:00:00.000Z"}


def busy_hour(shop: Shop, orders: int = 40) -> None:
    """Sales over many minutes of two shops, a refund and a visit."""
    items = [shop.add_item(price=p) for p in (25_000, 40_000)]
    placed = [
        shop.sell_offline(f"shop-{n % 2}", stamp(START + timedelta(seconds=17 * n)),
                          (items[n % 2], 1 + n % 3))
        for n in range(orders)
    ]
    shop.place(items[0])
    refund = {"reason": "x", "restock": False}
    expect(shop.manager.post(f"/orders/{placed[3]['order_id']}/refunds", refund), 201)
    expect(shop.anonymous.post("/visits", {"session_id": "s", "page": "/"}), 202)


def figures(shop: Shop) -> list:
    owner = shop.owner
    return [
        owner.ok("/analytics/kpis", **EVERYTHING),
        owner.ok("/analytics/sales", bucket="minute", **EVERYTHING),
        owner.ok("/analytics/top-items", minutes=60, as_of=stamp(START + timedelta(minutes=30))),
    ]


def settled(shop: Shop, orders: int) -> list:
    """The figures once the engine has read everything."""
    eventually(
        lambda: (figures(shop)[0]["orders"], figures(shop)[0]["refunds"],
                 figures(shop)[0]["visits"]) == (orders, 1, 1),
        "everything counted",
    )
    return figures(shop)


def plant_difference(data: Path) -> None:
    """Adds a dong to one stored revenue, somewhere in the analytics."""
    candidates = []
    for file in sorted(f for f in data.rglob("*") if f.is_file()):
        if file.read_bytes()[:15] != b"SQLite format 3":
            continue
        store = sqlite3.connect(file)
        tables = [r[0] for r in store.execute("SELECT name FROM sqlite_master WHERE type='table'")]
        for table in tables:
            columns = {r[1] for r in store.execute(f'PRAGMA table_info("{table}")')}
            rows = store.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
            if {"revenue", "orders"} <= columns and rows:
                candidates.append((table, file, "menu_id" in columns))
        store.close()
    assert candidates, "no stored table with columns orders and revenue"
    table, file, _ = sorted(candidates, key=lambda c: (c[2], c[0]))[0]
    store = sqlite3.connect(file)
    store.execute(
        f'UPDATE "{table}" SET revenue = revenue + 1 '
        f'WHERE rowid = (SELECT rowid FROM "{table}" WHERE orders > 0 LIMIT 1)'
        if _has_rowid(store, table) else f'UPDATE "{table}" SET revenue = revenue + 1'
    )
    store.commit()
    store.close()


def _has_rowid(store: sqlite3.Connection, table: str) -> bool:
    try:
        store.execute(f'SELECT rowid FROM "{table}" LIMIT 1')
        return True
    except sqlite3.OperationalError:
        return False


def test_reconcile_agrees_while_the_shop_is_open_and_after(own_shop: Shop) -> None:
    busy_hour(own_shop)
    settled(own_shop, 41)

    run_ok("reconcile", "--data", own_shop.server.data)
    own_shop.server.stop()
    run_ok("reconcile", "--data", own_shop.server.data)


def test_reconcile_of_an_empty_shop_finds_nothing(own_shop: Shop) -> None:
    own_shop.server.stop()

    run_ok("reconcile", "--data", own_shop.server.data)


def test_reconcile_finds_a_planted_difference_and_rebuild_repairs_it(own_shop: Shop) -> None:
    busy_hour(own_shop)
    expected = settled(own_shop, 41)
    data = own_shop.server.data
    own_shop.server.stop()
    plant_difference(data)

    found = run_command("reconcile", "--data", data)

    assert found.returncode == 1 and b"2026-" in found.stdout, found
    run_ok("rebuild", "--data", data)
    run_ok("reconcile", "--data", data)
    own_shop.restarted()
    assert figures(own_shop) == expected


def test_rebuild_gives_the_same_figures(own_shop: Shop) -> None:
    busy_hour(own_shop)
    expected = settled(own_shop, 41)
    own_shop.server.stop()

    run_ok("rebuild", "--data", own_shop.server.data)

    own_shop.restarted()
    assert figures(own_shop) == expected


def test_a_backup_of_a_quiet_shop_restores_all_of_it(own_shop: Shop, tmp_path: Path) -> None:
    busy_hour(own_shop)
    expected = settled(own_shop, 41)
    log = own_shop.owner.events(0)
    run_ok("backup", "--data", own_shop.server.data, tmp_path / "shop.backup")

    run_ok("restore", tmp_path / "shop.backup", "--data", tmp_path / "copy")

    run_ok("reconcile", "--data", tmp_path / "copy")
    copy = ShopServer(tmp_path / "copy").start()
    try:
        reader = copy.client(own_shop.owner.token)
        assert reader.events(0)[: len(log)] == log
        eventually(
            lambda: [reader.ok("/analytics/kpis", **EVERYTHING),
                     reader.ok("/analytics/sales", bucket="minute", **EVERYTHING)] == expected[:2],
            "the same figures in the copy",
        )
    finally:
        copy.stop()


def test_a_backup_of_a_selling_shop_is_a_consistent_beginning(
    own_shop: Shop, tmp_path: Path
) -> None:
    item, stop = own_shop.add_item(), threading.Event()
    before = [own_shop.place(item)["order_id"] for _ in range(20)]
    answered: list[str] = []

    def sell() -> None:
        while not stop.is_set():
            answered.append(own_shop.place(item)["order_id"])

    sellers = [threading.Thread(target=sell) for _ in range(4)]
    for seller in sellers:
        seller.start()
    try:
        eventually(lambda: len(answered) > 20, "sales in progress")
        run_ok("backup", "--data", own_shop.server.data, tmp_path / "shop.backup")
        done_selling = len(answered)
        eventually(lambda: len(answered) > done_selling + 5, "sales go on after the backup")
    finally:
        stop.set()
        for seller in sellers:
            seller.join()

    run_ok("restore", tmp_path / "shop.backup", "--data", tmp_path / "copy")
    run_ok("reconcile", "--data", tmp_path / "copy")
    live_log = own_shop.owner.events(0)
    copy = ShopServer(tmp_path / "copy").start()
    try:
        reader = copy.client(create_token(tmp_path / "copy", "owner"))
        own_length = len([e for e in live_log if e["position"] <= reader.last_position()])
        restored = [e for e in reader.events(0) if e["topic"] in ("orders", "menu_updates")]
        live = [e for e in live_log[:own_length] if e["topic"] in ("orders", "menu_updates")]
        assert restored == live[: len(restored)]
        assert set(before) <= {e["key"] for e in restored}
        for event in restored:
            if event["topic"] == "orders":
                assert reader.ok(f"/orders/{event['key']}")["total"] == event["value"]["total"]
    finally:
        copy.stop()


@pytest.mark.parametrize("damage", ["truncated", "empty", "other file", "bit flipped"])
def test_a_damaged_backup_is_refused(own_shop: Shop, tmp_path: Path, damage: str) -> None:
    busy_hour(own_shop, 5)
    file = tmp_path / "shop.backup"
    run_ok("backup", "--data", own_shop.server.data, file)
    content = bytearray(file.read_bytes())
    if damage == "truncated":
        content = content[: len(content) // 2]
    elif damage == "empty":
        content = bytearray()
    elif damage == "other file":
        content = bytearray(b"this is no backup\n" * 1000)
    else:
        content[len(content) // 2] ^= 0x40
    file.write_bytes(bytes(content))

    done = run_command("restore", file, "--data", tmp_path / "copy")

    assert done.returncode == 1 and done.stderr, done


def test_a_restore_does_not_overwrite_a_shop(own_shop: Shop, tmp_path: Path) -> None:
    order = own_shop.place(own_shop.add_item())
    run_ok("backup", "--data", own_shop.server.data, tmp_path / "shop.backup")

    done = run_command("restore", tmp_path / "shop.backup", "--data", own_shop.server.data)

    assert done.returncode in (1, 2) and done.stderr
    assert own_shop.owner.ok(f"/orders/{order['order_id']}")["total"] == order["total"]


@pytest.mark.parametrize("command", ["reconcile", "rebuild"])
def test_a_folder_without_a_shop_exits_nonzero_and_is_not_made(
    command: str, tmp_path: Path
) -> None:
    done = run_command(command, "--data", tmp_path / "nothing")

    assert done.returncode in (1, 2) and done.stderr
    assert not (tmp_path / "nothing").exists()
