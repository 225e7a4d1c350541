"""The life of an order after it is placed: its steps, and money given back."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from shop_client import Answer, expect, expect_problem, new_id, new_shop, parse_api_time
from shop_fixture import Shop


def step(shop: Shop, order_id: str, status: object) -> Answer:
    return shop.owner.post(f"/orders/{order_id}/status", {"status": status})


def walk(shop: Shop, *steps: str) -> str:
    """A new order taken through the steps."""
    order_id = shop.place(shop.add_item())["order_id"]
    for status in steps:
        assert expect(step(shop, order_id, status), 200)["status"] == status
    return str(order_id)


@pytest.mark.parametrize("steps", [
    ["preparing", "ready", "completed"], ["cancelled"], ["preparing", "cancelled"],
], ids="-".join)
def test_legal_steps_are_answered_stored_and_logged(shop: Shop, steps: list[str]) -> None:
    after = shop.owner.last_position()
    order_id = walk(shop, *steps)

    assert shop.barista.ok(f"/orders/{order_id}")["status"] == steps[-1]
    events = [e["value"] for e in shop.owner.events(after, topic="order_status")
              if e["key"] == order_id]
    assert [e["status"] for e in events] == ["placed", *steps]
    for event in events:
        parse_api_time(event["at"])
        assert event["order_id"] == order_id and event["shop_id"] == "main"


@pytest.mark.parametrize("steps,illegal", [
    ([], "completed"),
    (["preparing"], "completed"),
    (["preparing", "ready"], "preparing"),
    (["preparing", "ready", "completed"], "preparing"),
    (["preparing", "ready", "completed"], "ready"),
    (["preparing", "ready", "completed"], "cancelled"),
    (["cancelled"], "preparing"),
    (["cancelled"], "completed"),
], ids=str)
def test_an_illegal_step_is_409_and_changes_nothing(
    shop: Shop, steps: list[str], illegal: str
) -> None:
    order_id = walk(shop, *steps)

    expect_problem(step(shop, order_id, illegal), 409)

    assert shop.owner.ok(f"/orders/{order_id}")["status"] == (steps or ["placed"])[-1]


@pytest.mark.parametrize("status", ["drunk", "", 5, None, ["ready"]], ids=str)
def test_an_unknown_status_is_422(shop: Shop, status: object) -> None:
    expect_problem(step(shop, walk(shop), status), 422, field="status")


def test_status_bodies_are_checked(shop: Shop) -> None:
    path = f"/orders/{walk(shop)}/status"

    expect_problem(shop.owner.post(path, {}), 422, field="status")
    expect_problem(shop.owner.post(path, {"status": "ready", "why": 1}), 422, field="why")


def test_status_of_an_unknown_order_is_404(shop: Shop) -> None:
    expect_problem(step(shop, new_id(), "preparing"), 404)


def test_of_many_parallel_steps_one_wins(shop: Shop) -> None:
    order_id, after = walk(shop), shop.owner.last_position()
    barrier = threading.Barrier(10)

    def send(n: int) -> int:
        barrier.wait()
        return step(shop, order_id, "preparing" if n % 2 else "cancelled").status

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(send, range(10)))

    assert set(statuses) <= {200, 409} and 200 in statuses
    logged = [e["value"]["status"] for e in shop.owner.events(after, topic="order_status")
              if e["key"] == order_id]
    assert logged in (["preparing"], ["cancelled"], ["preparing", "cancelled"])


# ---- refunds --------------------------------------------------------------------------------


def sold(shop: Shop, qty: int = 3, price: int = 40_000, **fields: object) -> tuple[dict, dict]:
    """An order of one item, with the item."""
    item = shop.add_item(price=price)
    return shop.place(item, qty=qty, **fields), item


def refund(shop: Shop, order: dict, *lines: tuple[dict, int], **fields: object) -> Answer:
    """No lines means all that is left."""
    body: dict[str, object] = {"reason": "quá ngọt", "restock": False} | fields
    if lines:
        body["items"] = [{"menu_id": item["menu_id"], "qty": qty} for item, qty in lines]
    return shop.manager.post(f"/orders/{order['order_id']}/refunds", body)


def test_a_full_refund_gives_back_all(shop: Shop) -> None:
    after = shop.owner.last_position()
    order, item = sold(shop, qty=3)

    given = expect(refund(shop, order), 201)

    assert uuid.UUID(given["refund_id"]).version == 7
    assert (given["order_id"], given["shop_id"], given["amount"]) \
        == (order["order_id"], "main", 120_000)
    assert [(i["menu_id"], i["qty"], i["amount"]) for i in given["items"]] \
        == [(item["menu_id"], 3, 120_000)]
    assert (given["restock"], given["reason"]) == (False, "quá ngọt")
    parse_api_time(given["created_at"])
    logged = [e for e in shop.owner.events(after, topic="refunds")
              if e["key"] == order["order_id"]]
    assert [{k: e["value"][k] for k in given if k in e["value"]} for e in logged] == [given]


def test_a_full_refund_of_a_discounted_order_gives_back_what_was_paid(shop: Shop) -> None:
    order, _ = sold(shop, qty=3, discount=10_001)

    given = expect(refund(shop, order), 201)

    assert given["amount"] == 109_999
    assert sum(i["amount"] for i in given["items"]) == 109_999


def test_partial_refunds_up_to_all_and_never_more(shop: Shop) -> None:
    order, item = sold(shop, qty=3)

    assert expect(refund(shop, order, (item, 1)), 201)["amount"] == 40_000
    expect_problem(refund(shop, order, (item, 3)), 409)
    assert expect(refund(shop, order), 201)["amount"] == 80_000
    expect_problem(refund(shop, order), 409)
    expect_problem(refund(shop, order, (item, 1)), 409)


@pytest.mark.parametrize("discount", [1, 9_999, 119_999, 120_000])
def test_parts_of_a_discounted_order_add_up_to_what_was_paid(shop: Shop, discount: int) -> None:
    order, item = sold(shop, qty=3, discount=discount)

    amounts = [expect(refund(shop, order, (item, 1)), 201)["amount"] for _ in range(3)]

    assert sum(amounts) == order["total"] and min(amounts) >= 0


def test_refunding_one_of_several_items(shop: Shop) -> None:
    first, second = shop.add_item(price=40_000), shop.add_item(price=25_000)
    lines = [{"menu_id": first["menu_id"], "qty": 1}, {"menu_id": second["menu_id"], "qty": 2}]
    order = expect(shop.cashier.post("/orders", {"items": lines}), 201)

    assert expect(refund(shop, order, (second, 2)), 201)["amount"] == 50_000
    expect_problem(refund(shop, order, (second, 1)), 409)
    assert expect(refund(shop, order), 201)["amount"] == 40_000


def test_a_repeated_refund_id_is_the_same_refund(shop: Shop) -> None:
    order, item = sold(shop, qty=3)
    refund_id = new_id()
    first = expect(refund(shop, order, (item, 1), refund_id=refund_id), 201)
    assert first["refund_id"] == refund_id

    assert expect(refund(shop, order, (item, 1), refund_id=refund_id), 200) == first
    expect_problem(refund(shop, order, (item, 2), refund_id=refund_id), 409)
    other, other_item = sold(shop)
    expect_problem(refund(shop, other, (other_item, 1), refund_id=refund_id), 409)
    assert expect(refund(shop, order), 201)["amount"] == 80_000


def test_parallel_refunds_never_give_back_more_than_was_paid(shop: Shop) -> None:
    order, item = sold(shop, qty=5)
    barrier = threading.Barrier(20)

    def send(_: int) -> Answer:
        barrier.wait()
        return refund(shop, order, (item, 1))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(20)))

    assert sorted(a.status for a in answers) == [201] * 5 + [409] * 15
    assert sum(a.json()["amount"] for a in answers if a.status == 201) == order["total"]


@pytest.mark.parametrize("restock,on_hand", [(True, 100), (False, 40)])
def test_restock_returns_the_ingredients(shop: Shop, restock: bool, on_hand: int) -> None:
    milk = shop.add_ingredient(100)
    item = shop.add_item(recipe=[{"ingredient_id": milk, "qty": 30}])
    order = shop.place(item, qty=2)
    assert shop.stock(milk)["on_hand"] == 40

    expect(refund(shop, order, restock=restock), 201)

    assert shop.stock(milk)["on_hand"] == on_hand
    returned = [e["value"] for e in shop.owner.events(0, topic="inventory_events")
                if e["key"] == milk and e["value"]["kind"] == "return"]
    assert [r["delta"] for r in returned] == ([60] if restock else [])


@pytest.mark.parametrize("change,field", [
    ({"refund_id": "r-1"}, "refund_id"),
    ({"refund_id": 5}, "refund_id"),
    ({"reason": 5}, "reason"),
    ({"restock": "yes"}, "restock"),
    ({"items": []}, "items"),
    ({"items": "all"}, "items"),
    ({"items": [{"menu_id": "x"}]}, "qty"),
    ({"items": [{"menu_id": "x", "qty": 0}]}, "qty"),
    ({"items": [{"menu_id": "x", "qty": "1"}]}, "qty"),
    ({"why": "cold"}, "why"),
], ids=str)
def test_a_bad_refund_is_refused_by_name(shop: Shop, change: dict, field: str) -> None:
    order, _ = sold(shop)

    expect_problem(refund(shop, order, **change), 422, field=field)


@pytest.mark.parametrize("missing", ["reason", "restock"])
def test_reason_and_restock_are_required(shop: Shop, missing: str) -> None:
    order, _ = sold(shop)
    body = {"reason": "cold", "restock": False}
    del body[missing]

    answer = shop.manager.post(f"/orders/{order['order_id']}/refunds", body)

    expect_problem(answer, 422, field=missing)


def test_an_item_that_was_not_sold_cannot_be_refunded(shop: Shop) -> None:
    order, _ = sold(shop)

    expect_problem(refund(shop, order, (shop.add_item(), 1)), 409, 422)


def test_a_refund_of_an_unknown_order_is_404(shop: Shop) -> None:
    expect_problem(refund(shop, {"order_id": new_id()}), 404)


def test_a_refund_belongs_to_the_shop_of_its_order(shop: Shop) -> None:
    shop_id = new_shop()
    order, _ = sold(shop, shop_id=shop_id)

    assert expect(refund(shop, order), 201)["shop_id"] == shop_id
