"""The drawer: opened, changed, counted; what should be in it is what the log says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Iterator

import pytest

from shop_client import expect, expect_problem, new_id, now, stamp
from shop_fixture import Shop


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Shop]:
    running = Shop.open(tmp_path / "data")
    yield running
    running.server.stop()


def opened(shop: Shop, cash: int = 500_000, **fields: Any) -> dict:
    shift = expect(shop.cashier.post("/shifts", {"opening_cash": cash} | fields), 201)
    assert isinstance(shift, dict)
    return shift


def current(shop: Shop) -> dict:
    found = shop.cashier.ok("/shift")
    assert isinstance(found, dict)
    return found


def close(shop: Shop, shift: dict, counted: int) -> dict:
    closed = expect(shop.cashier.post(f"/shifts/{shift['shift_id']}/close", {"counted": counted}),
                    200)
    assert isinstance(closed, dict)
    return closed


def test_a_day_at_the_drawer(own: Shop) -> None:
    item = own.add_item(40_000)
    own.place(item)  # Before the shift.
    shift = opened(own)
    own.place(item, qty=2)
    own.place(item, payment_method="card")
    spilt = own.place(item)
    expect(own.manager.post(f"/orders/{spilt['order_id']}/refunds",
                            {"reason": "đổ", "restock": False}), 201)
    expect(own.cashier.post(f"/shifts/{shift['shift_id']}/cash",
                            {"amount": -30_000, "reason": "mua đá"}), 200)

    found = current(own)

    assert found["orders"] == 3
    assert found["sales"] == [{"payment_method": "card", "amount": 40_000},
                              {"payment_method": "cash", "amount": 120_000}]
    assert found["cash_refunds"] == 40_000
    assert [(m["amount"], m["reason"]) for m in found["moves"]] == [(-30_000, "mua đá")]
    assert found["expected"] == 500_000 + 120_000 - 40_000 - 30_000
    closed = close(own, shift, 549_000)
    assert (closed["expected"], closed["closed"]["counted"]) == (550_000, 549_000)
    expect_problem(own.cashier.get("/shift"), 404)
    own.place(item)
    assert own.cashier.ok(f"/shifts/{shift['shift_id']}") == closed
    [listed] = own.manager.every("/shifts")
    assert (listed["expected"], listed["closed"]) == (550_000, closed["closed"])


def test_it_survives_a_kill(own: Shop) -> None:
    item = own.add_item(40_000)
    shift = opened(own, 0)
    own.place(item)
    own.server.kill()
    own.restarted()
    own.place(item)

    assert current(own)["expected"] == 80_000
    assert close(own, shift, 80_000)["expected"] == 80_000


def test_a_sale_of_before_that_comes_late_is_shown_and_not_expected(own: Shop) -> None:
    item = own.add_item(40_000)
    opened(own, 0)
    own.sell_offline("main", stamp(now() - timedelta(hours=2)), (item, 1))

    found = current(own)

    assert (found["late_orders"], found["late_cash"]) == (1, 40_000)
    assert (found["orders"], found["expected"]) == (0, 0)


def test_repeats_change_nothing_and_one_shift_is_open(own: Shop) -> None:
    shift = opened(own, 0, shift_id=new_id())
    again = expect(own.cashier.post("/shifts", {"opening_cash": 0,
                                                "shift_id": shift["shift_id"]}), 201)
    assert again["shift_id"] == shift["shift_id"]
    expect_problem(own.cashier.post("/shifts", {"opening_cash": 0}), 409)
    move = {"move_id": new_id(), "amount": 10_000, "reason": "tiền lẻ"}
    for _ in range(3):
        moved = expect(own.cashier.post(f"/shifts/{shift['shift_id']}/cash", move), 200)
        assert moved["expected"] == 10_000
    for _ in range(3):
        assert close(own, shift, 10_000)["expected"] == 10_000
    expect_problem(own.cashier.post(f"/shifts/{shift['shift_id']}/close", {"counted": 1}), 409)
    expect_problem(own.cashier.post(f"/shifts/{shift['shift_id']}/cash", move | {
        "move_id": new_id()}), 409)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/shifts", {}, "opening_cash"),
        ("/shifts", {"opening_cash": -1}, "opening_cash"),
        ("/shifts", {"opening_cash": 1.5}, "opening_cash"),
        ("/shifts/{id}/cash", {"amount": 0, "reason": "x"}, "amount"),
        ("/shifts/{id}/cash", {"amount": 5}, "reason"),
        ("/shifts/{id}/cash", {"amount": 5, "reason": ""}, "reason"),
        ("/shifts/{id}/close", {"counted": -1}, "counted"),
        ("/shifts/{id}/close", {"counted": 1, "note": "x" * 201}, "note"),
    ],
)
def test_what_cannot_be_names_its_field(shop: Shop, path: str, body: dict, field: str) -> None:
    problem = expect_problem(shop.cashier.post(path.replace("{id}", new_id()), body), 422)

    assert [e["field"] for e in problem["errors"]] == [field]


def test_who_may(shop: Shop) -> None:
    expect_problem(shop.barista.post("/shifts", {"opening_cash": 0}), 403)
    expect_problem(shop.cashier.get("/shifts"), 403)
    expect_problem(shop.anonymous.get("/shift"), 401)
    expect_problem(shop.cashier.get(f"/shifts/{new_id()}"), 404)
    expect_problem(shop.cashier.get("/shifts/today"), 404)
