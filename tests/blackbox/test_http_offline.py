"""Sales an offline till has already made: stored as sold, flagged, refused only if malformed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shop_client import expect, expect_problem, new_id, now, stamp
from shop_fixture import Shop
from test_http_orders import SIZES

SOLD_AT = "2026-03-01T10:00:30.000Z"


def offline(item_id: str, price: int, qty: int = 1, **changes: Any) -> dict:
    line = {"menu_id": item_id, "qty": qty, "price": price}
    line |= {"options": changes.pop("options")} if "options" in changes else {}
    return {
        "order_id": new_id(), "channel": "offline", "items": [line], "total": price * qty,
        "created_at": SOLD_AT, **changes,
    }


def stored(shop: Shop, body: dict) -> dict:
    placed = expect(shop.cashier.post("/orders", body), 201)
    read = shop.cashier.ok(f"/orders/{body['order_id']}")
    assert read["flags"] == placed["flags"]
    assert isinstance(read, dict)
    return read


def test_a_sale_that_agrees_with_the_menu_has_no_flags(shop: Shop) -> None:
    item = shop.add_item(price=40_000)

    order = stored(shop, offline(item["menu_id"], 40_000, 2, created_at=stamp(now())))

    assert order["flags"] == [] and order["total"] == 80_000


def test_another_price_is_stored_as_sold_and_flagged(shop: Shop) -> None:
    item = shop.add_item(price=40_000)

    order = stored(shop, offline(item["menu_id"], 35_000, 2, created_at=stamp(now())))

    assert order["items"][0]["price"] == 35_000 and order["total"] == 70_000
    assert order["flags"] == ["price_mismatch"]


def test_a_deleted_item_is_flagged(shop: Shop) -> None:
    item = shop.add_item(price=40_000)
    expect(shop.owner.delete(f"/menu/{item['menu_id']}"), 200, 204)

    order = stored(shop, offline(item["menu_id"], 40_000, created_at=stamp(now())))

    assert "deleted_item" in order["flags"]


def test_an_unknown_item_is_flagged(shop: Shop) -> None:
    assert "unknown_item" in stored(shop, offline(new_id(), 12_000))["flags"]


def test_an_unknown_option_is_flagged(shop: Shop) -> None:
    item = shop.add_item(price=40_000, option_groups=[SIZES])

    body = offline(item["menu_id"], 40_000, options=["m", "gone"], created_at=stamp(now()))

    assert "unknown_option" in stored(shop, body)["flags"]


def test_a_broken_option_rule_is_flagged(shop: Shop) -> None:
    item = shop.add_item(price=40_000, option_groups=[SIZES])

    body = offline(item["menu_id"], 40_000, created_at=stamp(now()))

    assert "option_rule" in stored(shop, body)["flags"]


def test_missing_stock_is_flagged_and_not_refused(shop: Shop) -> None:
    milk = shop.add_ingredient(10)
    item = shop.add_item(price=40_000, recipe=[{"ingredient_id": milk, "qty": 30}])

    order = stored(shop, offline(item["menu_id"], 40_000, created_at=stamp(now())))

    assert "stock_short" in order["flags"]


def test_a_clock_far_ahead_is_flagged_and_not_refused(shop: Shop) -> None:
    item = shop.add_item(price=40_000)
    ahead = stamp(now() + timedelta(minutes=30))

    order = stored(shop, offline(item["menu_id"], 40_000, created_at=ahead))

    assert "clock_skewed" in order["flags"] and order["created_at"] == ahead


def test_the_event_carries_what_was_sold(shop: Shop) -> None:
    after, item = shop.owner.last_position(), shop.add_item(price=40_000)
    body = offline(item["menu_id"], 1_000, 3)

    stored(shop, body)

    events = [e["value"] for e in shop.owner.events(after, topic="orders")
              if e["key"] == body["order_id"]]
    assert [(e["total"], e["items"][0]["price"], e["channel"]) for e in events] \
        == [(3_000, 1_000, "offline")]


@pytest.mark.parametrize("change,field", [
    ({"total": 2_001}, "total"),
    ({"total": -1}, "total"),
    ({"items": []}, "items"),
    ({"items": [{"menu_id": "x", "qty": 0, "price": 1}]}, "qty"),
    ({"items": [{"menu_id": "x", "qty": 1, "price": -1}]}, "price"),
    ({"created_at": "noon"}, "created_at"),
    ({"extra": 1}, "extra"),
], ids=str)
def test_what_is_malformed_is_still_refused(shop: Shop, change: dict, field: str) -> None:
    body = offline(new_id(), 1_000, 2) | change

    expect_problem(shop.cashier.post("/orders", body), 422, field=field)


@pytest.mark.parametrize("missing", ["total", "price"])
def test_price_and_total_must_be_sent(shop: Shop, missing: str) -> None:
    body = offline(new_id(), 1_000)
    if missing == "total":
        del body["total"]
    else:
        del body["items"][0]["price"]

    expect_problem(shop.cashier.post("/orders", body), 422, field=missing)


def test_repeated_and_conflicting_sales_follow_the_same_rules(shop: Shop) -> None:
    body = offline(new_id(), 1_000)
    stored(shop, body)

    expect(shop.cashier.post("/orders", body), 200)
    expect_problem(shop.cashier.post("/orders", body | {"user_id": "other"}), 409)
