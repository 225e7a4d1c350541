"""What the shop decides for itself: who may, what may be, and that everything follows at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Iterator

import pytest

from shop_client import Answer, expect, expect_problem, new_id, now, stamp
from shop_fixture import Shop
from shop_process import eventually, run_ok
from sse import EventStream

DEFAULTS = {
    "bank_account": "",
    "bank_account_name": "",
    "bank_bin": "",
    "bar_amber_seconds": 180,
    "bar_red_seconds": 300,
    "cashier_discount_percent": 100,
    "cut_off_hour": 4,
    "guest_orders": True,
    "receipt_footer": "",
    "shop_name": "",
    "time_zone": "Asia/Ho_Chi_Minh",
}


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Shop]:
    running = Shop.open(tmp_path / "data")
    yield running
    running.server.stop()


def change(shop: Shop, **fields: Any) -> Answer:
    return shop.owner.patch("/settings", fields)


def settings(shop: Shop) -> dict:
    found = shop.owner.ok("/settings")
    assert isinstance(found, dict)
    return found


def test_nothing_decided_means_the_defaults(own: Shop) -> None:
    assert settings(own) == DEFAULTS
    public = own.anonymous.ok("/shop")
    assert public == {k: v for k, v in DEFAULTS.items() if not k.startswith("bank_")} | {
        "takes_vietqr": False
    }


def test_a_change_holds_at_once_and_over_a_restart(own: Shop) -> None:
    wanted = {"shop_name": "Trà Sữa Mây", "guest_orders": False, "bar_amber_seconds": 60}

    assert expect(change(own, **wanted), 200) == DEFAULTS | wanted
    assert own.anonymous.ok("/shop")["shop_name"] == "Trà Sữa Mây"
    own.server.kill()
    own.restarted()
    assert settings(own) == DEFAULTS | wanted


def test_each_change_is_an_event_and_stands_in_the_audit_trail(own: Shop) -> None:
    expect(change(own, shop_name="Mây", cut_off_hour=4), 200)

    told = own.barista.events(0, topic="settings")
    assert [(e["key"], e["value"]["name"], e["value"]["value"]) for e in told] == [
        ("shop_name", "shop_name", "Mây")
    ]
    acts = [e["value"] for e in own.owner.events(0, topic="audit")
            if e["value"]["action"] == "settings.set"]
    assert [(a["entity"], a["before"], a["after"]) for a in acts] == [("shop_name", "", "Mây")]


def test_a_screen_is_told(own: Shop) -> None:
    with EventStream(own.server.port, own.cashier.token, "settings") as stream:
        expect(change(own, bar_red_seconds=900), 200)
        [event] = stream.take(1)
        assert event.name == "settings"
        assert event.data["value"]["value"] == 900


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("cut_off_hour", 24),
        ("cut_off_hour", "4"),
        ("cut_off_hour", None),
        ("time_zone", "Mars/Olympus"),
        ("bar_red_seconds", 0),
        ("bar_red_seconds", 179),
        ("cashier_discount_percent", 101),
        ("guest_orders", "yes"),
        ("shop_name", "x" * 101),
        ("shop_name", "a\nb"),
        ("bank_bin", "97040"),
        ("bank_account", "0011 0123"),
        ("colour", "red"),
    ],
)
def test_what_cannot_be_names_its_field_and_changes_nothing(
    shop: Shop, field: str, value: Any
) -> None:
    before = settings(shop)

    problem = expect_problem(change(shop, **{"receipt_footer": new_id(), field: value}), 422)

    assert [e["field"] for e in problem["errors"]] == [field]
    assert settings(shop) == before


def test_who_may(shop: Shop) -> None:
    for client in (shop.cashier, shop.barista):
        expect_problem(client.get("/settings"), 403)
    expect(shop.manager.get("/settings"), 200)
    for client in (shop.manager, shop.cashier, shop.barista):
        expect_problem(client.patch("/settings", {"shop_name": "mine"}), 403)
    expect_problem(shop.anonymous.patch("/settings", {"shop_name": "mine"}), 401)


def test_the_business_day_follows_at_once(own: Shop) -> None:
    """A sale of a moment ago is of today in Vietnam, whatever the hour; then the day moves."""
    item = own.add_item(50_000)
    own.place(item)
    assert eventually(lambda: own.owner.ok("/analytics/kpis")["orders"] == 1, "the sale")

    hour = int(stamp(now())[11:13])  # UTC
    expect(change(own, time_zone="UTC", cut_off_hour=(hour + 1) % 24), 200)
    assert own.owner.ok("/analytics/kpis")["orders"] == 1
    days = own.owner.ok("/analytics/sales", bucket="day")["series"]
    assert [int(day["start"][11:13]) for day in days] == [(hour + 1) % 24]


def test_the_command_line_beside_a_running_server(own: Shop) -> None:
    run_ok("settings", "set", "shop_name", "Mây", "--data", own.server.data)

    assert eventually(lambda: own.anonymous.ok("/shop")["shop_name"] == "Mây", "the name")


def test_a_cashier_gives_the_discount_that_the_shop_allows(own: Shop) -> None:
    item = own.add_item(30_000)
    expect(change(own, cashier_discount_percent=10), 200)
    body = {"items": [{"menu_id": item["menu_id"], "qty": 2}], "discount": 6_001}

    problem = expect_problem(own.cashier.post("/orders", body), 422)
    assert [e["field"] for e in problem["errors"]] == ["discount"]
    assert "10 %" in problem["errors"][0]["message"]
    expect(own.cashier.post("/orders", body | {"discount": 6_000}), 201)
    expect(own.manager.post("/orders", body | {"discount": 60_000}), 201)

    lines = [{"menu_id": item["menu_id"], "qty": 2, "price": 30_000}]
    offline = {"order_id": new_id(), "channel": "offline", "created_at": stamp(now()),
               "items": lines, "discount": 20_000, "total": 40_000}
    sold = expect(own.cashier.post("/orders", offline), 201)
    assert sold["flags"] == ["discount_over_limit"]


def test_a_sale_of_before_is_repeated_also_under_a_stricter_rule(own: Shop) -> None:
    item = own.add_item(30_000)
    body = {"order_id": new_id(), "discount": 30_000,
            "items": [{"menu_id": item["menu_id"], "qty": 2}]}
    first = expect(own.cashier.post("/orders", body), 201)
    expect(change(own, cashier_discount_percent=0), 200)

    again = expect(own.cashier.post("/orders", body), 200)
    assert again["order_id"] == first["order_id"]
