"""What POST /orders refuses, and that each refusal names its field and stores nothing."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest

from shop_client import API, Answer, expect, expect_problem, new_id
from shop_fixture import Shop

BODY_LIMIT = 256 * 1024


@pytest.fixture(scope="module")
def item(shop: Shop) -> dict:
    return shop.add_item(price=40_000)


def good(item: dict) -> dict[str, Any]:
    return {"order_id": new_id(), "items": [{"menu_id": item["menu_id"], "qty": 1}]}


def post_raw(shop: Shop, raw: bytes) -> Answer:
    return shop.cashier.call("POST", API + "/orders", raw=raw)


def with_line(**changes: Any) -> Callable[[dict], dict]:
    return lambda body: body | {"items": [body["items"][0] | changes]}


def with_top(**changes: Any) -> Callable[[dict], dict]:
    return lambda body: body | changes


def without_line(name: str) -> Callable[[dict], dict]:
    return lambda body: body | {
        "items": [{k: v for k, v in body["items"][0].items() if k != name}]
    }


BAD = [
    ("no items", lambda body: {"order_id": body["order_id"]}, "items"),
    ("items empty", with_top(items=[]), "items"),
    ("items not a list", with_top(items={"menu_id": "x", "qty": 1}), "items"),
    ("item not an object", with_top(items=["latte"]), "items"),
    ("item null", with_top(items=[None]), "items"),
    ("no menu_id", without_line("menu_id"), "menu_id"),
    ("no qty", without_line("qty"), "qty"),
    ("menu_id number", with_line(menu_id=5), "menu_id"),
    ("menu_id empty", with_line(menu_id=""), "menu_id"),
    ("menu_id bad slug", with_line(menu_id="has space"), "menu_id"),
    ("qty 0", with_line(qty=0), "qty"),
    ("qty 1001", with_line(qty=1001), "qty"),
    ("qty negative", with_line(qty=-1), "qty"),
    ("qty text", with_line(qty="2"), "qty"),
    ("qty fraction", with_line(qty=1.5), "qty"),
    ("qty true", with_line(qty=True), "qty"),
    ("qty null", with_line(qty=None), "qty"),
    ("qty beyond int64", with_line(qty=2**64), "qty"),
    ("price text", with_line(price="40000"), "price"),
    ("price negative", with_line(price=-40_000), "price"),
    ("price fraction", with_line(price=40_000.5), "price"),
    ("price beyond int64", with_line(price=2**63), "price"),
    ("options not a list", with_line(options="l"), "options"),
    ("option not text", with_line(options=[5]), "options"),
    ("unknown item field", with_line(colour="brown"), "colour"),
    ("unknown field", with_top(sugar="none"), "sugar"),
    ("order_id not a UUID", with_top(order_id="order-1"), "order_id"),
    ("order_id number", with_top(order_id=17), "order_id"),
    ("shop_id not a slug", with_top(shop_id="Quán 1"), "shop_id"),
    ("shop_id number", with_top(shop_id=1), "shop_id"),
    ("user_id number", with_top(user_id=1), "user_id"),
    ("discount negative", with_top(discount=-1), "discount"),
    ("discount text", with_top(discount="10%"), "discount"),
    ("discount above the sum", with_top(discount=40_001), "discount"),
    ("total text", with_top(total="40000"), "total"),
    ("total negative", with_top(total=-1), "total"),
    ("payment_method number", with_top(payment_method=1), "payment_method"),
    ("channel number", with_top(channel=[]), "channel"),
    ("created_at number", with_top(created_at=1_772_359_200), "created_at"),
    ("created_at words", with_top(created_at="yesterday"), "created_at"),
    ("created_at no such day", with_top(created_at="2026-02-30T10:00:00Z"), "created_at"),
    ("created_at no offset", with_top(created_at="2026-03-01T10:00:00"), "created_at"),
]


@pytest.mark.parametrize("name,spoil,field", BAD, ids=[b[0] for b in BAD])
def test_a_bad_field_is_named_and_nothing_is_stored(
    shop: Shop, item: dict, name: str, spoil: Callable[[dict], dict], field: str
) -> None:
    body = good(item)

    expect_problem(shop.cashier.post("/orders", spoil(body)), 422, field=field)

    expect_problem(shop.cashier.get(f"/orders/{body['order_id']}"), 404)


@pytest.mark.parametrize("size,accepted", [(1, True), (100, True), (101, False)])
def test_an_order_has_one_to_a_hundred_items(
    shop: Shop, item: dict, size: int, accepted: bool
) -> None:
    body = {"items": [{"menu_id": item["menu_id"], "qty": 1}] * size}
    answer = shop.cashier.post("/orders", body)

    if accepted:
        assert expect(answer, 201)["total"] == 40_000 * size
    else:
        expect_problem(answer, 422, field="items")


def test_a_quantity_of_one_thousand_is_accepted(shop: Shop, item: dict) -> None:
    assert shop.place(item, qty=1000)["total"] == 40_000_000


def test_two_bad_fields_are_both_named(shop: Shop, item: dict) -> None:
    body = good(item) | {"discount": "x", "items": [{"menu_id": item["menu_id"], "qty": 0}]}

    problem = expect_problem(shop.cashier.post("/orders", body), 422, field="qty")

    assert any("discount" in e["field"] for e in problem["errors"])


def test_the_named_field_says_which_item(shop: Shop, item: dict) -> None:
    line = {"menu_id": item["menu_id"], "qty": 1}
    body = {"items": [line, line, line | {"qty": 0}]}

    problem = expect_problem(shop.cashier.post("/orders", body), 422, field="qty")

    assert any("2" in e["field"] for e in problem["errors"]), problem


def test_a_total_that_overflows_is_refused(shop: Shop) -> None:
    huge = {"menu_id": new_id(), "qty": 1000, "price": 2**62}
    body = {"order_id": new_id(), "channel": "offline", "items": [huge], "total": 0}

    expect_problem(shop.cashier.post("/orders", body), 422)


def test_the_largest_total_at_a_menu_price_near_the_limit_is_refused(shop: Shop) -> None:
    answer = shop.owner.post("/menu", {"name": "Gold", "category": "x", "price": 2**63 - 1})
    if answer.status == 422:
        return  # a menu that refuses such prices cannot overflow later
    dear = expect(answer, 201)

    expect_problem(
        shop.cashier.post("/orders", {"items": [{"menu_id": dear["menu_id"], "qty": 2}]}), 422
    )


NOT_JSON = [
    b"", b"not json", b"{", b'{"items":', b'{"items":[}', b"{'items':[]}", b'{"items":[],}',
    b"\x00", b'{"items": [{"menu_id": "x", "qty": 01}]}', b'{"items":[{"qty": +1}]}',
    b'{"a":1}{"b":2}', b"\xef\xbb\xbf\xff", b'{"items": NaN}',
]


@pytest.mark.parametrize("raw", NOT_JSON, ids=lambda raw: repr(raw)[:24])
def test_a_body_that_is_not_json_is_400(shop: Shop, raw: bytes) -> None:
    expect_problem(post_raw(shop, raw), 400)


@pytest.mark.parametrize("raw", [
    b'{"items":[{"menu_id":"\xff","qty":1}]}', b'{"user_id":"\xc3\x28","items":[]}',
    b'{"user_id":"\xed\xa0\x80","items":[]}', b'{"user_id":"\xc0\xaf","items":[]}',
], ids=repr)
def test_invalid_utf8_is_refused(shop: Shop, raw: bytes) -> None:
    expect_problem(post_raw(shop, raw), 400, 422)


@pytest.mark.parametrize("raw", [b"[]", b"null", b"42", b'"items"', b"true"], ids=repr)
def test_json_that_is_not_an_object_is_refused(shop: Shop, raw: bytes) -> None:
    expect_problem(post_raw(shop, raw), 422, 400)


@pytest.mark.parametrize("raw", [
    b"[" * 100_000, b'{"items":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
], ids=["open", "list", "object"])
def test_deep_nesting_is_refused_and_the_server_lives(shop: Shop, raw: bytes) -> None:
    expect_problem(post_raw(shop, raw), 400, 422)

    assert shop.anonymous.call("GET", "/healthz").status == 200


@pytest.mark.parametrize("number", [b"1e400", b"-1e400", b"9" * 400, b"0.1", b"-0"])
def test_odd_numbers_as_quantity_are_refused(shop: Shop, item: dict, number: bytes) -> None:
    menu_id = item["menu_id"].encode()
    raw = b'{"items":[{"menu_id":"' + menu_id + b'","qty":' + number + b"}]}"

    expect_problem(post_raw(shop, raw), 422, 400)


def test_a_body_of_exactly_256_kib_is_read(shop: Shop, item: dict) -> None:
    raw = json.dumps(good(item)).encode()

    expect(post_raw(shop, raw + b" " * (BODY_LIMIT - len(raw))), 201)


def test_a_body_over_256_kib_is_413_and_stores_nothing(shop: Shop, item: dict) -> None:
    body = good(item)
    raw = json.dumps(body).encode()

    expect_problem(post_raw(shop, raw + b" " * (BODY_LIMIT + 1 - len(raw))), 413)

    expect_problem(shop.cashier.get(f"/orders/{body['order_id']}"), 404)


def test_unicode_in_free_text_survives(shop: Shop, item: dict) -> None:
    text = "Nguyễn Thị Ánh 🧋 \"x\" \\ \u2028"

    placed = shop.place(item, user_id=text)

    assert shop.cashier.ok(f"/orders/{placed['order_id']}")["user_id"] == text
