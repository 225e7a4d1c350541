"""A disk that fills up while the shop sells, on a real small file system (needs root to mount)."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path
from typing import Iterator

import pytest
from shop_client import new_id
from shop_fixture import Shop
from shop_process import eventually, run_command

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk needs root")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", place], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)


def fill(ballast: Path) -> None:
    """Takes every byte that is left."""
    with ballast.open("ab", buffering=0) as out:
        block = b"\0" * 4096
        while True:
            try:
                out.write(block)
            except OSError as full:
                assert full.errno == errno.ENOSPC
                return


def order(shop: Shop, item: dict, order_id: str) -> int:
    body = {"order_id": order_id, "items": [{"menu_id": item["menu_id"], "qty": 1}]}
    return shop.cashier.post("/orders", body).status


def refused_with_507(shop: Shop, item: dict) -> bool:
    """Sells until the full disk is felt; free pages of the log may take a few orders more."""
    return order(shop, item, new_id()) == 507


def test_full_disk_refuses_orders_keeps_reads_and_heals_without_restart(small_disk: Path) -> None:
    shop = Shop.open(small_disk / "data")
    try:
        item = shop.add_item(30_000)
        acknowledged = []
        for _ in range(20):
            acknowledged.append(new_id())
            assert order(shop, item, acknowledged[-1]) == 201

        ballast = small_disk / "ballast"
        fill(ballast)
        eventually(lambda: refused_with_507(shop, item), "507 on a full disk")
        lost = new_id()
        assert order(shop, item, lost) == 507
        assert shop.owner.get(f"/orders/{acknowledged[0]}").status == 200
        assert shop.owner.get(f"/orders/{lost}").status == 404
        assert shop.owner.get("/analytics/sales").status == 200
        assert shop.anonymous.call("GET", "/readyz").status == 503

        ballast.unlink()
        again = new_id()
        eventually(lambda: order(shop, item, again) in (200, 201), "selling again")
        acknowledged.append(again)
        eventually(lambda: shop.anonymous.call("GET", "/readyz").status == 200, "ready again")
        assert order(shop, item, lost) == 201, "the refused order can still be placed"
        acknowledged.append(lost)

        shop.server.kill()
        shop.restarted()
        for order_id in acknowledged:
            assert shop.owner.get(f"/orders/{order_id}").status == 200
        reconciled = run_command("reconcile", "--data", small_disk / "data")
        assert reconciled.returncode == 0, reconciled.stdout
    finally:
        shop.server.stop()
