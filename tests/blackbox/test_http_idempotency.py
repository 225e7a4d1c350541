"""One id, one order: repeated, in parallel, by field or by header, and after a cut answer."""

from __future__ import annotations

import json
import socket
import struct
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from shop_client import API, Answer, expect, expect_problem, new_id, now, stamp
from shop_fixture import Shop

PARALLEL = 100
ORDER_FIELDS = ("order_id", "shop_id", "user_id", "items", "discount", "total", "payment_method",
                "channel", "created_at")


def content(order: dict) -> dict:
    return {k: order[k] for k in ORDER_FIELDS}


def body_of(item: dict, order_id: str | None = None, qty: int = 1) -> dict:
    body: dict = {"items": [{"menu_id": item["menu_id"], "qty": qty}]}
    return body if order_id is None else {"order_id": order_id} | body


def logged(shop: Shop, after: int, order_id: str) -> list[dict]:
    events = shop.owner.events(after, topic="orders")
    return [e for e in events if e["key"] == order_id]


def test_the_same_id_and_content_answers_200_with_the_stored_order(shop: Shop) -> None:
    after, body = shop.owner.last_position(), body_of(shop.add_item(), new_id())
    first = expect(shop.cashier.post("/orders", body), 201)

    for _ in range(3):
        assert content(expect(shop.cashier.post("/orders", body), 200)) == content(first)

    assert len(logged(shop, after, body["order_id"])) == 1


def test_another_spelling_of_the_same_content_is_the_same(shop: Shop) -> None:
    item, order_id = shop.add_item(), new_id()
    first = expect(shop.cashier.post("/orders", body_of(item, order_id)), 201)
    line = f'{{"qty":1,\n"menu_id":"{item["menu_id"]}"}}'
    raw = f' {{ "items" : [{line}], "order_id":"{order_id}" }} '

    again = expect(shop.cashier.call("POST", API + "/orders", raw=raw.encode()), 200)

    assert content(again) == content(first)


@pytest.mark.parametrize("change", [
    {"discount": 1}, {"user_id": "someone else"}, {"shop_id": "other"}, {"payment_method": "card"},
    {"created_at": stamp(now() + timedelta(minutes=1))},
], ids=str)
def test_the_same_id_with_other_content_is_409(shop: Shop, change: dict) -> None:
    body = body_of(shop.add_item(), new_id())
    first = expect(shop.cashier.post("/orders", body), 201)

    expect_problem(shop.cashier.post("/orders", body | change), 409)

    assert content(shop.cashier.ok(f"/orders/{body['order_id']}")) == content(first)


def test_the_same_id_with_another_quantity_is_409(shop: Shop) -> None:
    item, order_id = shop.add_item(), new_id()
    expect(shop.cashier.post("/orders", body_of(item, order_id)), 201)

    expect_problem(shop.cashier.post("/orders", body_of(item, order_id, qty=2)), 409)


def test_a_refused_order_does_not_use_up_its_id(shop: Shop) -> None:
    item, order_id = shop.add_item(), new_id()
    expect_problem(shop.cashier.post("/orders", body_of(item, order_id) | {"total": 1}), 422)

    expect(shop.cashier.post("/orders", body_of(item, order_id)), 201)


def test_a_repetition_after_the_menu_and_the_status_changed_is_still_200(shop: Shop) -> None:
    item, order_id = shop.add_item(price=40_000), new_id()
    first = expect(shop.cashier.post("/orders", body_of(item, order_id)), 201)
    expect(shop.owner.patch(f"/menu/{item['menu_id']}", {"price": 99_000}, item["etag"]), 200)
    expect(shop.owner.post(f"/orders/{order_id}/status", {"status": "preparing"}), 200)

    again = expect(shop.cashier.post("/orders", body_of(item, order_id)), 200)

    assert content(again) == content(first)


def test_the_header_is_the_same_thing_as_the_field(shop: Shop) -> None:
    item, key = shop.add_item(), new_id()
    first = expect(shop.cashier.post("/orders", body_of(item), Idempotency_Key=key), 201)

    assert first["order_id"] == key
    by_header = shop.cashier.post("/orders", body_of(item), Idempotency_Key=key)
    by_field = shop.cashier.post("/orders", body_of(item, key))
    assert content(expect(by_header, 200)) == content(expect(by_field, 200)) == content(first)
    other = shop.cashier.post("/orders", body_of(item, qty=2), Idempotency_Key=key)
    expect_problem(other, 409)


def test_a_header_that_is_no_uuid_is_refused(shop: Shop) -> None:
    answer = shop.cashier.post("/orders", body_of(shop.add_item()), Idempotency_Key="again")

    expect_problem(answer, 422, 400)


@pytest.mark.parametrize("by_header", [False, True])
def test_a_hundred_identical_requests_in_parallel_make_one_order(
    shop: Shop, by_header: bool
) -> None:
    after, order_id = shop.owner.last_position(), new_id()
    milk = shop.add_ingredient(1_000)
    item = shop.add_item(recipe=[{"ingredient_id": milk, "qty": 10}])
    barrier = threading.Barrier(PARALLEL)

    def send(_: int) -> Answer:
        barrier.wait()
        if by_header:
            return shop.cashier.post("/orders", body_of(item), Idempotency_Key=order_id)
        return shop.cashier.post("/orders", body_of(item, order_id))

    with ThreadPoolExecutor(PARALLEL) as pool:
        answers = list(pool.map(send, range(PARALLEL)))

    assert sorted(a.status for a in answers) == [200] * (PARALLEL - 1) + [201]
    assert all(content(a.json()) == content(answers[0].json()) for a in answers)
    assert len(logged(shop, after, order_id)) == 1
    assert shop.stock(milk)["on_hand"] == 990


def test_conflicting_requests_in_parallel_store_one_of_them(shop: Shop) -> None:
    item, order_id = shop.add_item(), new_id()
    barrier = threading.Barrier(20)

    def send(qty: int) -> Answer:
        barrier.wait()
        return shop.cashier.post("/orders", body_of(item, order_id, qty))

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(send, range(1, 21)))

    assert sorted(a.status for a in answers) == [201] + [409] * 19
    winner = next(a.json() for a in answers if a.status == 201)
    assert content(shop.cashier.ok(f"/orders/{order_id}")) == content(winner)


# ---- cut connections ------------------------------------------------------------------------


def raw_request(shop: Shop, body: dict) -> bytes:
    payload = json.dumps(body).encode()
    head = (
        f"POST {API}/orders HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {shop.cashier.token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(payload)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + payload


def exchange(port: int, request: bytes, read_at_most: int | None = None) -> bytes:
    """Sends the bytes, reads up to a number of answer bytes, then resets the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        received = b""
        while read_at_most is None or len(received) < read_at_most:
            wanted = 65536 if read_at_most is None else read_at_most - len(received)
            piece = connection.recv(wanted)
            if not piece:
                break
            received += piece
        if read_at_most is not None:
            linger_zero = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_zero)
        return received


def test_an_answer_cut_at_any_byte_and_repeated_gives_the_same_order(shop: Shop) -> None:
    after, item = shop.owner.last_position(), shop.add_item()
    whole = exchange(shop.server.port, raw_request(shop, body_of(item, new_id())))
    assert whole.startswith(b"HTTP/1.1 201"), whole[:300]
    ids = []

    for cut in range(len(whole)):
        body = body_of(item, new_id())
        ids.append(body["order_id"])
        assert len(exchange(shop.server.port, raw_request(shop, body), cut)) == cut
        repeated = expect(shop.cashier.post("/orders", body), 200, *([201] if cut == 0 else []))
        stored = shop.cashier.ok(f"/orders/{body['order_id']}")
        assert content(repeated) == content(stored), f"cut at {cut}"

    keys = [e["key"] for e in shop.owner.events(after, topic="orders")]
    assert [keys.count(i) for i in ids] == [1] * len(ids)


def test_a_request_cut_before_its_end_stores_nothing(shop: Shop) -> None:
    item, ids = shop.add_item(), []

    whole = len(raw_request(shop, body_of(item, new_id())))
    for cut in range(0, whole, 3):
        body = body_of(item, new_id())
        ids.append(body["order_id"])
        exchange(shop.server.port, raw_request(shop, body)[:cut], read_at_most=0)

    assert shop.anonymous.call("GET", "/healthz").status == 200
    assert [shop.cashier.get(f"/orders/{i}").status for i in ids] == [404] * len(ids)
