"""Placing and reading orders: prices, options, recipes and stock, lists and cursors."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from shop_client import (
    encode, expect, expect_problem, new_id, new_shop, now, parse_api_time, stamp,
)
from shop_fixture import Shop
from shop_process import eventually

SIZES = {
    "group_id": "size", "name": "Size", "required": True, "min": 1, "max": 1,
    "options": [
        {"option_id": "m", "name": "M", "price": 0},
        {"option_id": "l", "name": "L", "price": 8_000},
    ],
}
TOPPINGS = {
    "group_id": "topping", "name": "Topping", "required": False, "min": 0, "max": 2,
    "options": [
        {"option_id": "pearl", "name": "Trân châu", "price": 5_000},
        {"option_id": "jelly", "name": "Thạch", "price": 6_000},
        {"option_id": "cream", "name": "Kem", "price": 10_000},
    ],
}


def order_of(item: dict, qty: int = 1, **line: object) -> dict:
    return {"items": [{"menu_id": item["menu_id"], "qty": qty, **line}]}


def test_an_order_is_priced_by_the_server_and_answered_whole(shop: Shop) -> None:
    item = shop.add_item(price=40_000)

    order = shop.place(item, qty=3)

    assert uuid.UUID(order["order_id"]).version == 7
    assert order["shop_id"] == "main"
    assert order["total"] == 120_000 and order["discount"] == 0
    assert (order["payment_method"], order["channel"]) == ("cash", "till")
    assert [(i["menu_id"], i["qty"], i["price"], i["options"]) for i in order["items"]] \
        == [(item["menu_id"], 3, 40_000, [])]
    assert isinstance(order["user_id"], str)
    assert abs(parse_api_time(order["created_at"]) - now()) < timedelta(minutes=1)


def test_every_given_field_is_kept(shop: Shop) -> None:
    item, shop_id, order_id = shop.add_item(price=40_000), new_shop(), new_id()
    created = stamp(now())

    order = shop.place(
        item, qty=2, order_id=order_id, shop_id=shop_id, user_id="khách 7", discount=5_000,
        payment_method="card", channel="kiosk", created_at=created,
    )

    assert {k: order[k] for k in (
        "order_id", "shop_id", "user_id", "discount", "total", "payment_method", "channel",
        "created_at",
    )} == {
        "order_id": order_id, "shop_id": shop_id, "user_id": "khách 7", "discount": 5_000,
        "total": 75_000, "payment_method": "card", "channel": "kiosk", "created_at": created,
    }


def test_an_order_can_be_read_back(shop: Shop) -> None:
    order = shop.place(shop.add_item(), qty=2)

    read = shop.cashier.ok(f"/orders/{order['order_id']}")

    assert {k: read[k] for k in order} == order
    assert read["status"] == "placed"


def test_created_at_in_another_offset_is_answered_in_utc(shop: Shop) -> None:
    item = shop.add_item()
    moment = now()
    local = (moment + timedelta(hours=7)).isoformat(timespec="milliseconds")

    order = shop.place(item, created_at=local.replace("+00:00", "+07:00"))

    assert order["created_at"] == stamp(moment)


def test_options_are_part_of_the_unit_price(shop: Shop) -> None:
    item = shop.add_item(price=40_000, option_groups=[SIZES, TOPPINGS])

    order = expect(shop.cashier.post("/orders", order_of(item, 2, options=["l", "pearl"])), 201)

    line = order["items"][0]
    assert line["price"] == 53_000 and order["total"] == 106_000
    assert {(o["option_id"], o["name"], o["price"]) for o in line["options"]} \
        == {("l", "L", 8_000), ("pearl", "Trân châu", 5_000)}


@pytest.mark.parametrize("options", [
    [], ["pearl"], ["m", "l"], ["m", "pearl", "jelly", "cream"], ["m", "nothing"],
    ["m", "pearl", "pearl"],
], ids=str)
def test_options_against_the_rules_are_422(shop: Shop, options: list[str]) -> None:
    item = shop.add_item(option_groups=[SIZES, TOPPINGS])

    answer = shop.cashier.post("/orders", order_of(item, options=options))

    expect_problem(answer, 422, field="options")


def test_a_matching_price_and_total_are_accepted(shop: Shop) -> None:
    item = shop.add_item(price=40_000)

    body = order_of(item, 2, price=40_000) | {"total": 70_000, "discount": 10_000}

    assert expect(shop.cashier.post("/orders", body), 201)["total"] == 70_000


@pytest.mark.parametrize("line,top,field", [
    ({"price": 39_999}, {}, "price"),
    ({"price": 40_001}, {}, "price"),
    ({}, {"total": 79_999}, "total"),
    ({"price": 40_000}, {"total": 80_000, "discount": 1}, "total"),
])
def test_another_price_or_total_is_422_and_nothing_is_stored(
    shop: Shop, line: dict, top: dict, field: str
) -> None:
    item, order_id = shop.add_item(price=40_000), new_id()
    body = order_of(item, 2, **line) | top | {"order_id": order_id}

    expect_problem(shop.cashier.post("/orders", body), 422, field=field)

    expect_problem(shop.cashier.get(f"/orders/{order_id}"), 404)


def test_the_price_is_the_one_of_created_at(shop: Shop) -> None:
    item = shop.add_item(price=40_000)
    made = stamp(now())
    eventually(lambda: stamp(now()) > made, "the next millisecond")
    expect(shop.owner.patch(f"/menu/{item['menu_id']}", {"price": 45_000}, item["etag"]), 200)
    changes = [e["value"] for e in shop.owner.events(0, topic="menu_updates")
               if e["key"] == item["menu_id"]]
    changed_at = parse_api_time(changes[1]["timestamp"])

    before = shop.place(item, created_at=stamp(changed_at - timedelta(milliseconds=1)))
    at_the_change = shop.place(item, created_at=stamp(changed_at))

    assert (before["total"], at_the_change["total"]) == (40_000, 45_000)


@pytest.mark.parametrize("ahead,accepted", [
    (timedelta(minutes=4, seconds=30), True),
    (timedelta(minutes=5, seconds=30), False),
    (timedelta(days=365 * 20), False),
])
def test_created_at_may_be_at_most_five_minutes_ahead(
    shop: Shop, ahead: timedelta, accepted: bool
) -> None:
    item = shop.add_item()
    answer = shop.cashier.post("/orders", order_of(item) | {"created_at": stamp(now() + ahead)})

    if accepted:
        expect(answer, 201)
    else:
        expect_problem(answer, 422, field="created_at")


def test_unknown_and_deleted_and_unavailable_items_are_refused(shop: Shop) -> None:
    deleted, unavailable = shop.add_item(), shop.add_item(available=False)
    expect(shop.owner.delete(f"/menu/{deleted['menu_id']}"), 200, 204)

    unknown = shop.cashier.post("/orders", {"items": [{"menu_id": new_id(), "qty": 1}]})
    expect_problem(unknown, 422, field="menu_id")
    expect_problem(shop.cashier.post("/orders", order_of(deleted)), 422, 409)
    expect_problem(shop.cashier.post("/orders", order_of(unavailable)), 422, 409)


def test_an_order_and_its_first_status_are_in_the_log(shop: Shop) -> None:
    after = shop.owner.last_position()
    order = shop.place(shop.add_item(), qty=2, discount=1_000)

    events = shop.owner.events(after)

    placed = [e for e in events if e["topic"] == "orders" and e["key"] == order["order_id"]]
    assert len(placed) == 1
    fields = ("order_id", "shop_id", "user_id", "items", "discount", "total", "payment_method",
              "channel", "created_at")
    assert {k: placed[0]["value"][k] for k in fields} == {k: order[k] for k in fields}
    statuses = [e["value"]["status"] for e in events
                if e["topic"] == "order_status" and e["key"] == order["order_id"]]
    assert statuses == ["placed"]


def test_a_recipe_consumes_stock_with_its_options(shop: Shop) -> None:
    coffee = shop.add_ingredient(1_000)
    large = SIZES | {"options": [
        SIZES["options"][0],  # type: ignore[index]
        {"option_id": "l", "name": "L", "price": 8_000,
         "recipe": [{"ingredient_id": coffee, "qty": 6}]},
    ]}
    item = shop.add_item(option_groups=[large], recipe=[{"ingredient_id": coffee, "qty": 18}])

    order = expect(shop.cashier.post("/orders", order_of(item, 2, options=["l"])), 201)

    assert shop.stock(coffee)["on_hand"] == 1_000 - 2 * (18 + 6)
    consumed = [e["value"] for e in shop.owner.events(0, topic="inventory_events")
                if e["value"].get("order_id") == order["order_id"]]
    assert sum(c["delta"] for c in consumed) == -48
    assert {c["kind"] for c in consumed} == {"consume"}
    assert consumed[-1]["on_hand"] == 952


def test_no_stock_of_a_blocking_ingredient_is_409_that_names_it(shop: Shop) -> None:
    milk, name = shop.add_ingredient(50), f"Sữa tươi {new_id()[:6]}"
    expect(shop.owner.put(f"/inventory/{milk}", {"name": name, "unit": "ml", "threshold": 0}), 200)
    item = shop.add_item(recipe=[{"ingredient_id": milk, "qty": 30}])
    order_id = new_id()

    answer = shop.cashier.post("/orders", order_of(item, 2) | {"order_id": order_id})

    problem = expect_problem(answer, 409)
    assert milk in str(problem) or name in str(problem)
    assert shop.stock(milk)["on_hand"] == 50
    expect_problem(shop.cashier.get(f"/orders/{order_id}"), 404)
    expect(shop.cashier.post("/orders", order_of(item, 1) | {"order_id": order_id}), 201)
    assert shop.stock(milk)["on_hand"] == 20


def test_no_stock_of_a_non_blocking_ingredient_sells_on(shop: Shop) -> None:
    sugar = shop.add_ingredient(10, blocking=False)
    item = shop.add_item(recipe=[{"ingredient_id": sugar, "qty": 30}])

    shop.place(item)


# ---- reading lists --------------------------------------------------------------------------


def test_orders_are_listed_newest_first_through_cursors(shop: Shop) -> None:
    item, shop_id = shop.add_item(), new_shop()
    placed = [shop.place(item, shop_id=shop_id)["order_id"] for _ in range(7)]

    first = shop.cashier.ok("/orders", shop_id=shop_id, limit=3)

    assert len(first["items"]) == 3 and isinstance(first["next_cursor"], str)
    listed = [o["order_id"] for o in shop.cashier.every("/orders", shop_id=shop_id, limit=3)]
    assert listed == placed[::-1]


def test_orders_placed_while_paging_neither_repeat_nor_hide_older_ones(shop: Shop) -> None:
    item, shop_id = shop.add_item(), new_shop()
    placed = [shop.place(item, shop_id=shop_id)["order_id"] for _ in range(6)]
    page = shop.cashier.ok("/orders", shop_id=shop_id, limit=2)
    seen = [o["order_id"] for o in page["items"]]

    while page["next_cursor"] is not None:
        shop.place(item, shop_id=shop_id)
        page = shop.cashier.ok("/orders", shop_id=shop_id, limit=2, cursor=page["next_cursor"])
        seen += [o["order_id"] for o in page["items"]]

    assert seen == placed[::-1]


def test_orders_of_one_instant_are_all_listed_once(shop: Shop) -> None:
    item, shop_id, instant = shop.add_item(), new_shop(), stamp(now())
    placed = {shop.place(item, shop_id=shop_id, created_at=instant)["order_id"] for _ in range(5)}

    listed = [o["order_id"] for o in shop.cashier.every("/orders", shop_id=shop_id, limit=2)]

    assert len(listed) == 5 and set(listed) == placed


def test_orders_are_filtered_by_shop_status_and_time(shop: Shop) -> None:
    item, shop_id = shop.add_item(), new_shop()
    base = now()
    times = [stamp(base + timedelta(seconds=n)) for n in range(3)]
    ids = [shop.place(item, shop_id=shop_id, created_at=t)["order_id"] for t in times]
    expect(shop.owner.post(f"/orders/{ids[1]}/status", {"status": "preparing"}), 200)

    def listed(**query: str) -> list[str]:
        return [o["order_id"] for o in shop.cashier.every("/orders", shop_id=shop_id, **query)]

    assert listed() == ids[::-1]
    assert listed(status="preparing") == [ids[1]]
    assert listed(from_=times[1]) == [ids[2], ids[1]]
    assert listed(to=times[1]) == [ids[0]]
    assert listed(from_=times[0], to=times[2], status="placed") == [ids[0]]
    assert list(shop.cashier.every("/orders", shop_id=new_shop())) == []


@pytest.mark.parametrize("query", [
    {"cursor": "not-a-cursor"}, {"cursor": "A" * 500}, {"limit": "many"}, {"limit": "-1"},
    {"status": "drunk"}, {"from": "yesterday"}, {"to": "2026-02-30T00:00:00Z"},
], ids=str)
def test_a_bad_query_is_refused_by_name(shop: Shop, query: dict[str, str]) -> None:
    answer = shop.cashier.call("GET", "/api/v1/orders" + encode(query))

    expect_problem(answer, 422, 400, field=next(iter(query)))


@pytest.mark.parametrize("order_id", [new_id(), "not-an-id", "%00", "a%2Fb"])
def test_an_unknown_order_is_a_problem(shop: Shop, order_id: str) -> None:
    expect_problem(shop.cashier.get(f"/orders/{order_id}"), 404, 422, 400)


def test_notes_and_table_stay_with_the_order_and_its_event(shop: Shop) -> None:
    item = shop.add_item()
    lines = [{"menu_id": item["menu_id"], "qty": 1, "note": "ít ngọt, không ống hút"},
             {"menu_id": item["menu_id"], "qty": 2}]
    body = {"order_id": new_id(), "items": lines, "note": "khách chờ ở xe", "table": "B5"}

    placed = expect(shop.cashier.post("/orders", body), 201)

    assert placed["items"][0]["note"] == "ít ngọt, không ống hút"
    assert "note" not in placed["items"][1]
    assert (placed["note"], placed["table"]) == ("khách chờ ở xe", "B5")
    assert shop.cashier.ok(f"/orders/{body['order_id']}") == placed
    [event] = [e["value"] for e in shop.cashier.events(0, topic="orders")
               if e["key"] == body["order_id"]]
    assert event["items"] == placed["items"]
    assert (event["note"], event["table"]) == (placed["note"], placed["table"])
    expect(shop.cashier.post("/orders", body), 200)
    expect_problem(shop.cashier.post("/orders", body | {"note": "khác"}), 409)
    expect_problem(shop.cashier.post("/orders", body | {"table": ""}), 409)
    changed = [lines[0] | {"note": ""}, lines[1]]
    expect_problem(shop.cashier.post("/orders", body | {"items": changed}), 409)


def test_a_note_too_long_or_unprintable_names_its_field(shop: Shop) -> None:
    item = shop.add_item()
    line = {"menu_id": item["menu_id"], "qty": 1, "note": "x" * 201}
    bad = {"items": [line], "note": "a\nb", "table": "\t"}

    problem = expect_problem(shop.cashier.post("/orders", bad), 422)

    assert {e["field"] for e in problem["errors"]} == {"items[0].note", "note", "table"}
    expect(shop.cashier.post("/orders", {"items": [line | {"note": "x" * 200}]}), 201)
