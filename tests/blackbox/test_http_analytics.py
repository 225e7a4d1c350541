"""Sales series, top items and key figures, compared with sums done by hand."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from shop_client import (
    around_now, encode, expect, expect_problem, new_id, new_shop, now, parse_api_time, stamp,
)
from shop_fixture import Shop
from shop_process import eventually

DAY = datetime(2026, 3, 1, tzinfo=timezone.utc)
VIETNAM = timezone(timedelta(hours=7))
CUT_OFF = timedelta(hours=4)


def at(clock: str) -> str:
    return f"2026-03-01T{clock}.000Z"


def series(shop: Shop, shop_id: str | None, bucket: str, **query: Any) -> list[dict]:
    answer = shop.manager.ok("/analytics/sales", bucket=bucket, shop_id=shop_id, **query)
    assert set(answer) >= {"series"}
    return [{k: p[k] for k in ("start", "orders", "items", "revenue")} for p in answer["series"]]


def kpis(shop: Shop, shop_id: str | None, **query: Any) -> dict:
    answer = shop.manager.ok("/analytics/kpis", shop_id=shop_id, **query)
    assert isinstance(answer, dict)
    return answer


def whole_day() -> dict[str, str]:
    return {"from_": stamp(DAY), "to": stamp(DAY + timedelta(days=1))}


def counted(shop: Shop, shop_id: str, orders: int, **query: Any) -> None:
    """Waits until the engine has read the shop's orders."""
    eventually(lambda: kpis(shop, shop_id, **query)["orders"] == orders, f"{orders} orders counted")


def test_sales_by_minute_are_exact_and_leave_empty_minutes_out(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    shop.sell_offline(shop_id, at("10:00:00"), (item, 1))
    shop.sell_offline(shop_id, at("10:00:59"), (item, 2))
    shop.sell_offline(shop_id, at("10:05:00"), (item, 3))
    counted(shop, shop_id, 3, **whole_day())

    assert series(shop, shop_id, "minute", **whole_day()) == [
        {"start": at("10:00:00"), "orders": 2, "items": 3, "revenue": 120_000},
        {"start": at("10:05:00"), "orders": 1, "items": 3, "revenue": 120_000},
    ]


def test_from_is_included_and_to_is_not(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item()
    for minute in range(4):
        shop.sell_offline(shop_id, at(f"10:0{minute}:00"), (item, 1))
    counted(shop, shop_id, 4, **whole_day())
    span = {"from_": at("10:01:00"), "to": at("10:03:00")}

    assert [p["start"] for p in series(shop, shop_id, "minute", **span)] \
        == [at("10:01:00"), at("10:02:00")]
    assert kpis(shop, shop_id, **span)["orders"] == 2


def test_sales_by_hour_and_by_business_day(shop: Shop) -> None:
    """The business day starts at 04:00 in Ho Chi Minh City, which is 21:00 UTC."""
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    for clock in ("20:10:00", "20:59:59", "21:00:00", "23:30:00"):
        shop.sell_offline(shop_id, at(clock), (item, 1))
    counted(shop, shop_id, 4, **whole_day())

    hours = series(shop, shop_id, "hour", **whole_day())
    days = series(shop, shop_id, "day", from_=stamp(DAY - timedelta(days=2)),
                  to=stamp(DAY + timedelta(days=2)))

    assert [(p["start"], p["orders"]) for p in hours] \
        == [(at("20:00:00"), 2), (at("21:00:00"), 1), (at("23:00:00"), 1)]
    assert [(p["start"], p["orders"], p["revenue"]) for p in days] \
        == [("2026-02-28T21:00:00.000Z", 2, 80_000), (at("21:00:00"), 2, 80_000)]


def test_the_open_minute_is_included(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    order = shop.place(item, qty=2, shop_id=shop_id)
    minute = parse_api_time(order["created_at"]).replace(second=0, microsecond=0)
    expected = [{"start": stamp(minute), "orders": 1, "items": 2, "revenue": 80_000}]

    eventually(lambda: series(shop, shop_id, "minute", **around_now()) == expected, "open minute")


def test_without_a_range_the_current_business_day_is_meant(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    start = (now().astimezone(VIETNAM) - CUT_OFF).replace(hour=4, minute=0, second=0, microsecond=0)
    shop.sell_offline(shop_id, stamp(start), (item, 1))
    shop.sell_offline(shop_id, stamp(start - timedelta(milliseconds=1)), (item, 1))
    shop.place(item, shop_id=shop_id)
    counted(shop, shop_id, 3, from_=stamp(start - timedelta(days=1)),
            to=stamp(now() + timedelta(hours=1)))
    if (now().astimezone(VIETNAM) - CUT_OFF).date() != start.date():
        pytest.skip("the business day ended during this test")

    assert kpis(shop, shop_id)["orders"] == 2
    assert sum(p["orders"] for p in series(shop, shop_id, "hour")) == 2


def test_without_a_shop_all_shops_are_summed(shop: Shop) -> None:
    item = shop.add_item(price=40_000)
    span = {"from_": "2011-05-05T10:00:00.000Z", "to": "2011-05-05T11:00:00.000Z"}
    for shop_id in (new_shop(), new_shop()):
        shop.sell_offline(shop_id, span["from_"], (item, 1))
        counted(shop, shop_id, 1, **span)

    assert kpis(shop, None, **span)["revenue"] == 80_000
    assert series(shop, None, "minute", **span) \
        == [{"start": span["from_"], "orders": 2, "items": 2, "revenue": 80_000}]


def test_random_sales_agree_with_a_direct_sum_in_every_bucket(
    shop: Shop, rng: random.Random
) -> None:
    shop_id, items = new_shop(), [shop.add_item(price=p) for p in (10_000, 25_000, 40_000)]
    direct: dict[str, dict[datetime, Counter]] = defaultdict(lambda: defaultdict(Counter))
    for _ in range(60):
        moment = DAY + timedelta(milliseconds=rng.randrange(86_400_000))
        lines = [(rng.choice(items), rng.randrange(1, 4)) for _ in range(rng.randrange(1, 4))]
        shop.sell_offline(shop_id, stamp(moment), *lines)
        minute = moment.replace(second=0, microsecond=0)
        business = (moment.astimezone(VIETNAM) - CUT_OFF).replace(hour=4, minute=0, second=0,
                                                                  microsecond=0)
        for bucket, start in (("minute", minute), ("hour", minute.replace(minute=0)),
                              ("day", business)):
            direct[bucket][start].update(
                orders=1, items=sum(q for _, q in lines),
                revenue=sum(i["price"] * q for i, q in lines),
            )
    counted(shop, shop_id, 60, **whole_day())

    for bucket, buckets in direct.items():
        expected = [{"start": stamp(start), **buckets[start]} for start in sorted(buckets)]
        assert series(shop, shop_id, bucket, **whole_day()) == expected, bucket


# ---- top items ------------------------------------------------------------------------------


def top(shop: Shop, shop_id: str, **query: Any) -> list[tuple]:
    answer = shop.manager.ok("/analytics/top-items", shop_id=shop_id, **query)
    return [(i["name"], i["qty"], i["orders"], i["revenue"]) for i in answer["items"]]


def test_top_items_of_the_last_five_minute_windows(shop: Shop) -> None:
    shop_id = new_shop()
    latte, tea = shop.add_item(40_000, name="Latte"), shop.add_item(30_000, name="Trà")
    shop.sell_offline(shop_id, at("10:03:59"), (latte, 9))
    shop.sell_offline(shop_id, at("10:04:59"), (latte, 1))
    for clock in ("10:05:00", "10:07:00", "10:08:00"):
        shop.sell_offline(shop_id, at(clock), (tea, 1))
    shop.sell_offline(shop_id, at("10:09:00"), (latte, 9))
    counted(shop, shop_id, 6, **whole_day())

    assert top(shop, shop_id, minutes=5, as_of=at("10:08:30")) \
        == [("Trà", 3, 3, 90_000), ("Latte", 1, 1, 40_000)]
    assert top(shop, shop_id, minutes=6, as_of=at("10:08:30")) \
        == [("Latte", 10, 2, 400_000), ("Trà", 3, 3, 90_000)]
    assert top(shop, shop_id, minutes=1, as_of=at("10:06:00")) == []
    first = shop.manager.ok(
        "/analytics/top-items", minutes=5, as_of=at("10:08:30"), shop_id=shop_id
    )["items"][0]
    assert (first["menu_id"], first["category"]) == (tea["menu_id"], "coffee")


def test_ties_are_broken_by_revenue_then_name(shop: Shop) -> None:
    shop_id = new_shop()
    by_name = [shop.add_item(20_000, name=n) for n in ("B", "A", "C")]
    dear, many = shop.add_item(50_000, name="Z"), shop.add_item(1_000, name="Y")
    lines = [(i, 2) for i in by_name] + [(dear, 2), (many, 3)]
    shop.sell_offline(shop_id, at("10:00:00"), *lines)
    counted(shop, shop_id, 1, **whole_day())
    span = {"minutes": 60, "as_of": at("10:30:00")}

    assert [t[0] for t in top(shop, shop_id, **span)] == ["Y", "Z", "A", "B", "C"]
    assert [t[0] for t in top(shop, shop_id, limit=2, **span)] == ["Y", "Z"]


def test_the_limit_of_top_items_is_ten_when_left_out(shop: Shop) -> None:
    shop_id = new_shop()
    shop.sell_offline(shop_id, at("10:00:00"), *[(shop.add_item(), 1) for _ in range(12)])
    counted(shop, shop_id, 1, **whole_day())

    assert len(top(shop, shop_id, minutes=5, as_of=at("10:00:00"))) == 10


def test_top_items_of_now_include_the_open_minute(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    shop.place(item, qty=2, shop_id=shop_id)

    eventually(
        lambda: top(shop, shop_id, minutes=5) == [(item["name"], 2, 1, 80_000)], "the open minute"
    )


def test_an_item_sold_before_it_was_known_is_renamed_when_it_becomes_known(shop: Shop) -> None:
    shop_id, menu_id = new_shop(), new_id()
    shop.sell_offline(shop_id, at("10:00:00"), ({"menu_id": menu_id, "price": 9_000}, 1))
    span = {"minutes": 5, "as_of": at("10:00:30")}
    eventually(lambda: top(shop, shop_id, **span) == [(None, 1, 1, 9_000)], "item without a name")

    shop.add_item(price=9_000, menu_id=menu_id, name="Sinh tố bơ")

    eventually(lambda: top(shop, shop_id, **span) == [("Sinh tố bơ", 1, 1, 9_000)], "its name")


# ---- key figures ----------------------------------------------------------------------------


def test_key_figures_with_a_refund(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    order = shop.place(item, qty=2, shop_id=shop_id)
    shop.place(item, qty=1, shop_id=shop_id, discount=10_000)
    body = {"items": [{"menu_id": item["menu_id"], "qty": 1}], "reason": "x", "restock": False}
    expect(shop.manager.post(f"/orders/{order['order_id']}/refunds", body), 201)

    def figures() -> dict:
        return kpis(shop, shop_id, **around_now())

    eventually(lambda: figures()["refunds"] == 1 and figures()["orders"] == 2, "all counted")
    found = figures()
    assert {k: found[k] for k in ("orders", "items", "revenue", "refunds", "refunded_amount",
                                  "net_revenue", "visits", "conversion_rate")} == {
        "orders": 2, "items": 3, "revenue": 110_000, "refunds": 1, "refunded_amount": 40_000,
        "net_revenue": 70_000, "visits": 0, "conversion_rate": None,
    }
    assert found["refund_rate"] == pytest.approx(40_000 / 110_000, rel=1e-3)
    assert found["average_order_value"] == pytest.approx(55_000)


def test_key_figures_of_nothing_are_zero_and_null(shop: Shop) -> None:
    found = kpis(shop, new_shop(), **whole_day())

    assert {k: found[k] for k in (
        "orders", "items", "revenue", "refunds", "refunded_amount", "refund_rate", "net_revenue",
        "average_order_value", "visits", "conversion_rate",
    )} == {
        "orders": 0, "items": 0, "revenue": 0, "refunds": 0, "refunded_amount": 0,
        "refund_rate": None, "net_revenue": 0, "average_order_value": None, "visits": 0,
        "conversion_rate": None,
    }


def test_conversion_is_orders_per_visit(own_shop: Shop) -> None:
    item = own_shop.add_item()
    for n in range(4):
        expect(own_shop.anonymous.post("/visits", {"session_id": f"s{n}", "page": "/"}), 202)
    own_shop.place(item)

    def found() -> dict:
        return kpis(own_shop, "main", **around_now())

    eventually(lambda: (found()["visits"], found()["orders"]) == (4, 1), "visits and orders")
    assert found()["conversion_rate"] == pytest.approx(0.25)


@pytest.mark.parametrize("path,query", [
    ("sales", {"bucket": "week"}), ("sales", {"from": "x", "bucket": "day"}),
    ("sales", {"bucket": "day", "to": "5"}), ("top-items", {"minutes": "0"}),
    ("top-items", {"minutes": "soon"}), ("top-items", {"minutes": "-5"}),
    ("top-items", {"minutes": "5", "limit": "x"}), ("top-items", {"minutes": "5", "as_of": "now"}),
    ("kpis", {"from": "2026-13-01T00:00:00Z"}), ("kpis", {"shop_id": "Not A Slug"}),
], ids=str)
def test_a_bad_question_is_refused_by_name(shop: Shop, path: str, query: dict[str, str]) -> None:
    answer = shop.owner.call("GET", f"/api/v1/analytics/{path}" + encode(query))

    problem = expect_problem(answer, 422, 400)
    assert any(e["field"] in query for e in problem["errors"]), problem


def test_the_books_are_compared_on_request(own_shop: Shop) -> None:
    item = own_shop.add_item(price=25_000)
    placed = own_shop.place(item, qty=2)
    expect(own_shop.owner.post(f"/orders/{placed['order_id']}/refunds",
                               {"items": [{"menu_id": item["menu_id"], "qty": 1}],
                                "reason": "spilled", "restock": False}), 200, 201)
    head = own_shop.owner.last_position()

    def compared() -> dict | None:
        proof = own_shop.owner.ok("/analytics/proof")
        done = not proof["running"] and proof["books"] and proof["books"]["position"] >= head
        if not done and not proof["running"]:
            expect(own_shop.owner.call("POST", "/api/v1/analytics/proof"), 202)
        return proof if done else None

    proof = eventually(compared, "a comparison that covers the sale")

    assert proof["failure"] is None
    books = proof["books"]
    assert (books["equal"], books["differences"]) == (True, 0)
    assert (books["orders"], books["items"], books["revenue"]) == (1, 2, 50_000)
    assert (books["refunds"], books["refunded_amount"]) == (1, 25_000)
    for topic in proof["topics"]:
        assert topic["read"] == topic["counted"] + topic["duplicates"] + topic["dead_lettered"]
    expect_problem(own_shop.cashier.get("/analytics/proof"), 403)
