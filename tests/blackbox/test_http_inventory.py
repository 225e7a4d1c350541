"""Stock: thresholds, movements, alerts, and the visits counter."""

from __future__ import annotations

import uuid

import pytest

from shop_client import expect, expect_problem, new_id, new_shop, parse_api_time
from shop_fixture import Shop
from shop_process import eventually


def test_an_ingredient_is_defined_and_listed(shop: Shop) -> None:
    ingredient = f"sua-{new_id()[:8]}"
    body = {"name": "Sữa đặc", "unit": "ml", "threshold": 500}

    stored = expect(shop.manager.put(f"/inventory/{ingredient}", body), 200, 201)

    for record in (stored, shop.stock(ingredient)):
        assert {k: record[k] for k in ("ingredient_id", "name", "unit", "threshold", "on_hand")} \
            == {"ingredient_id": ingredient, "on_hand": 0, **body}
        assert record["blocking"] is True


def test_defining_again_changes_the_fields_and_keeps_the_stock(shop: Shop) -> None:
    ingredient = shop.add_ingredient(70)
    body = {"name": "Mới", "unit": "g", "threshold": 9, "blocking": False}

    expect(shop.owner.put(f"/inventory/{ingredient}", body), 200)

    assert {k: shop.stock(ingredient)[k] for k in ("on_hand", *body)} == {"on_hand": 70, **body}


@pytest.mark.parametrize("kind,qty,delta,on_hand", [
    ("receive", 30, 30, 130),
    ("waste", 30, -30, 70),
    ("count", 64, -36, 64),
    ("count", 0, -100, 0),
    ("count", 150, 50, 150),
])
def test_a_movement_is_answered_stored_and_logged(
    shop: Shop, kind: str, qty: int, delta: int, on_hand: int
) -> None:
    ingredient = shop.add_ingredient(100)
    after = shop.owner.last_position()

    moved = shop.move(ingredient, kind, qty)

    assert shop.stock(ingredient)["on_hand"] == on_hand
    events = [e for e in shop.owner.events(after, topic="inventory_events")
              if e["key"] == ingredient]
    assert len(events) == 1
    for record in (moved, events[0]["value"]):
        assert {k: record[k] for k in ("ingredient_id", "kind", "delta", "on_hand", "unit")} == {
            "ingredient_id": ingredient, "kind": kind, "delta": delta, "on_hand": on_hand,
            "unit": "ml",
        }
        assert record["shop_id"] == "main"
        assert uuid.UUID(record["event_id"]).version == 7
        parse_api_time(record["at"])


def test_each_shop_has_its_own_stock(shop: Shop) -> None:
    first, second = new_shop(), new_shop()
    ingredient = shop.add_ingredient(10, shop_id=first)
    body = {"name": "Đá", "unit": "g", "threshold": 0, "shop_id": second}
    expect(shop.owner.put(f"/inventory/{ingredient}", body), 200, 201)

    shop.move(ingredient, "receive", 5, second)

    assert shop.stock(ingredient, first)["on_hand"] == 10
    assert shop.stock(ingredient, second)["on_hand"] == 5


@pytest.mark.parametrize("body,field", [
    ({"kind": "receive"}, "qty"),
    ({"qty": 1}, "kind"),
    ({"kind": "steal", "qty": 1}, "kind"),
    ({"kind": "receive", "qty": -1}, "qty"),
    ({"kind": "receive", "qty": 0}, "qty"),
    ({"kind": "receive", "qty": 1.5}, "qty"),
    ({"kind": "receive", "qty": "1"}, "qty"),
    ({"kind": "receive", "qty": 2**63}, "qty"),
    ({"kind": "receive", "qty": 1, "note": "x"}, "note"),
], ids=str)
def test_a_bad_movement_is_refused_by_name(shop: Shop, body: dict, field: str) -> None:
    ingredient = shop.add_ingredient(10)

    answer = shop.owner.post(f"/inventory/{ingredient}/movements", body)

    expect_problem(answer, 422, field=field)
    assert shop.stock(ingredient)["on_hand"] == 10


def test_stock_cannot_overflow(shop: Shop) -> None:
    ingredient = shop.add_ingredient(10)
    path = f"/inventory/{ingredient}/movements"

    expect_problem(shop.owner.post(path, {"kind": "receive", "qty": 2**63 - 1}), 422, 409)

    assert shop.stock(ingredient)["on_hand"] == 10


@pytest.mark.parametrize("body,field", [
    ({"unit": "g", "threshold": 1}, "name"),
    ({"name": "Đá", "threshold": 1}, "unit"),
    ({"name": "Đá", "unit": "g"}, "threshold"),
    ({"name": 1, "unit": "g", "threshold": 1}, "name"),
    ({"name": "Đá", "unit": "g", "threshold": -1}, "threshold"),
    ({"name": "Đá", "unit": "g", "threshold": "1"}, "threshold"),
    ({"name": "Đá", "unit": "g", "threshold": 1, "blocking": 1}, "blocking"),
    ({"name": "Đá", "unit": "g", "threshold": 1, "colour": 1}, "colour"),
], ids=str)
def test_a_bad_definition_is_refused_by_name(shop: Shop, body: dict, field: str) -> None:
    expect_problem(shop.owner.put(f"/inventory/x-{new_id()[:8]}", body), 422, field=field)


def test_an_unknown_ingredient_has_no_movements(shop: Shop) -> None:
    path = f"/inventory/none-{new_id()[:8]}/movements"

    expect_problem(shop.owner.post(path, {"kind": "receive", "qty": 1}), 404)


@pytest.mark.parametrize("ingredient", ["has%20space", "x" * 65, "s%E1%BB%AFa"])
def test_an_ingredient_id_is_a_uuid_or_slug(shop: Shop, ingredient: str) -> None:
    body = {"name": "Đá", "unit": "g", "threshold": 1}

    expect_problem(shop.owner.put(f"/inventory/{ingredient}", body), 422, 400, 404)


def alerts(shop: Shop, shop_id: str) -> dict[str, int]:
    items = shop.manager.ok("/analytics/inventory-alerts", shop_id=shop_id)["items"]
    return {i["ingredient_id"]: i["on_hand"] for i in items}


def test_alerts_name_what_is_at_or_below_its_threshold(shop: Shop) -> None:
    shop_id = new_shop()
    above = shop.add_ingredient(51, threshold=50, shop_id=shop_id)
    exactly = shop.add_ingredient(50, threshold=50, shop_id=shop_id)
    below = shop.add_ingredient(1, threshold=50, shop_id=shop_id)

    assert eventually(lambda: alerts(shop, shop_id), "alerts") == {exactly: 50, below: 1}

    shop.move(above, "waste", 1, shop_id)
    shop.move(below, "receive", 50, shop_id)
    eventually(lambda: alerts(shop, shop_id) == {exactly: 50, above: 50}, "alerts after movements")


def test_selling_raises_an_alert(shop: Shop) -> None:
    shop_id = new_shop()
    milk = shop.add_ingredient(100, threshold=50, shop_id=shop_id)
    item = shop.add_item(recipe=[{"ingredient_id": milk, "qty": 30}])
    assert alerts(shop, shop_id) == {}

    shop.place(item, qty=2, shop_id=shop_id)

    eventually(lambda: alerts(shop, shop_id) == {milk: 40}, "an alert for the milk")


# ---- visits ---------------------------------------------------------------------------------


def test_a_visit_is_public_and_logged(shop: Shop) -> None:
    after, session = shop.owner.last_position(), f"s-{new_id()}"

    answer = shop.anonymous.post("/visits", {"session_id": session, "page": "/menu"})

    expect(answer, 202)
    values = [e["value"] for e in shop.owner.events(after, topic="visits")]
    mine = [v for v in values if v["session_id"] == session]
    assert [(v["page"], v["shop_id"]) for v in mine] == [("/menu", "main")]
    assert uuid.UUID(mine[0]["visit_id"]).version == 7
    parse_api_time(mine[0]["at"])


@pytest.mark.parametrize("body,field", [
    ({"page": "/"}, "session_id"), ({"session_id": "s"}, "page"),
    ({"session_id": 1, "page": "/"}, "session_id"), ({"session_id": "s", "page": []}, "page"),
    ({"session_id": "s", "page": "/", "ip": "x"}, "ip"),
], ids=str)
def test_a_bad_visit_is_refused_by_name(shop: Shop, body: dict, field: str) -> None:
    expect_problem(shop.anonymous.post("/visits", body), 422, field=field)


def test_visits_are_rate_limited_and_orders_are_not(own_shop: Shop) -> None:
    refused = None
    for n in range(5_000):
        answer = own_shop.anonymous.post("/visits", {"session_id": f"s{n}", "page": "/"})
        if answer.status != 202:
            refused = answer
            break

    assert refused is not None, "5,000 visits in a row and never 429"
    expect_problem(refused, 429)
    own_shop.place(own_shop.add_item())


def test_movements_of_one_ingredient_newest_first_by_cursor(shop: Shop) -> None:
    ingredient, other = shop.add_ingredient(1_000), shop.add_ingredient(1_000)
    for qty in (10, 20, 30):
        shop.move(ingredient, "waste", qty)
        shop.move(other, "waste", 1)
    path = f"/inventory/{ingredient}/movements"

    first = shop.owner.ok(path, limit=2)
    rest = shop.owner.ok(path, limit=2, cursor=first["next_cursor"])

    assert [m["delta"] for m in first["items"] + rest["items"]] == [-30, -20, -10, 1_000]
    assert [m["on_hand"] for m in first["items"]] == [940, 970]
    assert {m["ingredient_id"] for m in first["items"]} == {ingredient}


def test_movements_of_what_nobody_keeps_and_by_a_bad_cursor(shop: Shop) -> None:
    expect_problem(shop.owner.get("/inventory/nothing-here/movements"), 404)
    path = f"/inventory/{shop.add_ingredient(1)}/movements"
    for name, value in (("cursor", "x"), ("cursor", 0), ("limit", 0), ("limit", 201), ("sort", 1)):
        expect_problem(shop.owner.get(path, **{name: value}), 422, field=name)
    expect_problem(shop.cashier.get(path), 403)
    assert len(shop.barista.ok(path)["items"]) == 1


def test_a_sale_is_among_the_movements_with_its_order(shop: Shop) -> None:
    ingredient = shop.add_ingredient(100)
    item = shop.add_item(recipe=[{"ingredient_id": ingredient, "qty": 7}])
    order = shop.place(item)
    newest = shop.owner.ok(f"/inventory/{ingredient}/movements")["items"][0]
    assert (newest["kind"], newest["delta"], newest["on_hand"]) == ("consume", -7, 93)
    assert newest["order_id"] == order["order_id"]


def test_what_the_stock_does_not_suffice_for_is_told_to_anybody(shop: Shop) -> None:
    pearls, cups = shop.add_ingredient(39), shop.add_ingredient(1)
    pearl = {"option_id": "pearl", "name": "Trân châu", "price": 0,
             "recipe": [{"ingredient_id": pearls, "qty": 40}]}
    toppings = {"group_id": "toppings", "name": "Topping", "required": False, "min": 0, "max": 1,
                "options": [pearl]}
    item = shop.add_item(recipe=[{"ingredient_id": cups, "qty": 1}], option_groups=[toppings])
    mine = item["menu_id"]

    def told() -> tuple[bool, bool]:
        out = shop.anonymous.ok("/sold-out")
        choice = {"menu_id": mine, "option_id": "pearl"}
        return mine in out["items"], choice in out["options"]

    assert told() == (False, True)
    shop.move(pearls, "receive", 1)
    assert told() == (False, False)
    shop.place(item)
    assert told() == (True, False)
    assert mine not in shop.anonymous.ok("/sold-out", shop_id=new_shop())["items"]
    expect_problem(shop.anonymous.get("/sold-out", shop="main"), 422, field="shop")
