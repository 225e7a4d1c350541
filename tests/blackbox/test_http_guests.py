"""Customers with their own phones: they order, pay, watch their number; no more is told them."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any, Iterator

import pytest

from shop_client import API, Answer, expect, expect_problem, new_id
from shop_fixture import Shop
from shop_process import eventually, run_ok


@pytest.fixture(scope="module")
def cafe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    running = Shop.open(tmp_path_factory.mktemp("guests") / "data")
    yield running
    running.server.stop()


def guest_order(shop: Shop, item: dict, **fields: Any) -> Answer:
    body = {"items": [{"menu_id": item["menu_id"], "qty": 1}], "table": "B5"} | fields
    return shop.anonymous.post("/guest/orders", body)


def board(shop: Shop) -> dict:
    [found] = [b for b in shop.anonymous.every("/board") if b["shop_id"] == "main"]
    return found


def step(shop: Shop, order: dict, *statuses: str) -> None:
    for status in statuses:
        expect(shop.barista.post(f"/orders/{order['order_id']}/status", {"status": status}), 200)


def test_a_guest_orders_and_sees_what_becomes_of_it(cafe: Shop) -> None:
    item = cafe.add_item(45_000)
    body = {"order_id": new_id(), "note": "ít đá"}

    answer = guest_order(cafe, item, **body)

    order = expect(answer, 201)
    assert answer.headers["location"] == f"/api/v1/guest/orders/{body['order_id']}"
    assert (order["user_id"], order["channel"], order["total"]) == ("guest", "guest", 45_000)
    assert (order["table"], order["note"]) == ("B5", "ít đá")
    assert cafe.anonymous.ok(f"/guest/orders/{body['order_id']}") == order
    assert cafe.barista.ok(f"/orders/{body['order_id']}") == order
    step(cafe, order, "preparing")
    assert cafe.anonymous.ok(f"/guest/orders/{body['order_id']}")["status"] == "preparing"


def test_a_repeat_is_the_same_order(cafe: Shop) -> None:
    item = cafe.add_item()
    order_id = new_id()

    first = expect(guest_order(cafe, item, order_id=order_id), 201)
    again = expect(guest_order(cafe, item, order_id=order_id), 200)

    assert again["queue_number"] == first["queue_number"]
    expect_problem(guest_order(cafe, item, order_id=order_id, table="B6"), 409)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("discount", 1_000),
        ("user_id", "owner"),
        ("channel", "till"),
        ("created_at", "2026-01-01T00:00:00Z"),
        ("payment_method", "card"),
        ("total", 1),
        ("table", "x" * 201),
    ],
)
def test_what_only_the_shop_decides_is_refused(cafe: Shop, field: str, value: Any) -> None:
    problem = expect_problem(guest_order(cafe, cafe.add_item(), **{field: value}), 422)

    assert [e["field"] for e in problem["errors"]] == [field]


def test_other_orders_are_none_of_a_guests_business(cafe: Shop) -> None:
    sold = cafe.place(cafe.add_item())

    for path in ("", "/payment", "/payment/qr.svg"):
        expect_problem(cafe.anonymous.get(f"/guest/orders/{sold['order_id']}{path}"), 404)
    expect_problem(cafe.anonymous.get("/orders"), 401)


def test_a_guest_pays_by_vietqr(cafe: Shop) -> None:
    for name, value in (("bank_bin", "970403"), ("bank_account", "0011012345678")):
        run_ok("settings", "set", name, value, "--data", cafe.server.data)
    order = expect(guest_order(cafe, cafe.add_item(54_000), payment_method="vietqr"), 201)

    asked = cafe.anonymous.ok(f"/guest/orders/{order['order_id']}/payment")
    assert (asked["state"], asked["amount"]) == ("waiting", 54_000)
    assert asked["payload"].startswith("000201")
    drawn = cafe.anonymous.get(f"/guest/orders/{order['order_id']}/payment/qr.svg")
    assert drawn.status == 200 and drawn.headers["content-type"] == "image/svg+xml"
    expect(cafe.cashier.post(f"/orders/{order['order_id']}/payment", {}), 200)
    asked = cafe.anonymous.ok(f"/guest/orders/{order['order_id']}/payment")
    assert (asked["state"], asked["payload"]) == ("paid", None)


def test_a_shop_that_takes_none_says_so(tmp_path: Path) -> None:
    shop = Shop.open(tmp_path / "data")
    try:
        item = shop.add_item()
        expect(shop.owner.patch("/settings", {"guest_orders": False}), 200)
        problem = expect_problem(guest_order(shop, item), 409)
        assert problem["type"].endswith("guest.closed") or "guest" in problem["type"]
        expect(shop.owner.patch("/settings", {"guest_orders": True}), 200)
        expect(guest_order(shop, item), 201)
    finally:
        shop.server.stop()


def test_one_address_orders_so_often_and_no_more(tmp_path: Path) -> None:
    shop = Shop.open(tmp_path / "data")
    try:
        item = shop.add_item()
        answers = [guest_order(shop, item) for _ in range(45)]
        assert {answer.status for answer in answers} == {201, 429}
        refused = next(answer for answer in answers if answer.status == 429)
        assert int(refused.headers["retry-after"]) >= 1
        shop.place(item)  # The till is not held up by it.
    finally:
        shop.server.stop()


def test_the_board_has_the_numbers_and_follows(cafe: Shop) -> None:
    order = expect(guest_order(cafe, cafe.add_item()), 201)
    number = order["queue_number"]

    assert eventually(lambda: number in board(cafe)["making"], "the new number")
    step(cafe, order, "preparing", "ready")
    assert eventually(lambda: number in board(cafe)["ready"], "the ready number")
    assert number not in board(cafe)["making"]
    step(cafe, order, "completed")
    assert eventually(lambda: number not in board(cafe)["ready"], "that it was fetched")
    assert set(board(cafe)) == {"shop_id", "making", "ready"}


def test_the_board_is_streamed_to_anybody(cafe: Shop) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", cafe.server.port, timeout=20)
    connection.request("GET", API + "/board/stream")
    answer = connection.getresponse()
    assert answer.status == 200

    def frame() -> dict:
        while True:
            line = answer.readline().decode().rstrip("\n")
            assert not line.startswith("id:")
            if line.startswith("data: "):
                return json.loads(line.removeprefix("data: "))

    assert frame()["shop_id"] == "main"
    number = expect(guest_order(cafe, cafe.add_item()), 201)["queue_number"]
    while number not in frame()["making"]:
        pass
    connection.close()
