"""The log: read by position without gaps, and followed by server-sent events without loss."""

from __future__ import annotations

import json
import random
import threading
from datetime import timedelta

import pytest

from shop_client import expect, expect_problem, new_shop, now, parse_api_time, stamp
from shop_fixture import Shop
from shop_process import eventually, run_ok
from sse import EventStream, ServerEvent


def follow(
    shop: Shop, topics: str | None, after: int | str | None = None
) -> EventStream:
    last = None if after is None else str(after)
    stream = EventStream(shop.server.port, shop.owner.token, topics, last)
    assert stream.response.status == 200, stream.response.read()[:500]
    return stream


def some_events(shop: Shop, count: int = 5) -> None:
    item = shop.add_item()
    for _ in range(count):
        shop.place(item)


def test_log_records_have_the_named_fields(shop: Shop) -> None:
    after = shop.owner.last_position()
    order = shop.place(shop.add_item())

    records = shop.owner.events(after, topic="orders")

    mine = [r for r in records if r["key"] == order["order_id"]]
    assert len(mine) == 1
    assert set(mine[0]) >= {"position", "topic", "key", "value", "appended_at"}
    assert mine[0]["topic"] == "orders" and isinstance(mine[0]["position"], int)
    parse_api_time(mine[0]["appended_at"])


def test_positions_have_no_gap_and_no_repetition(own_shop: Shop) -> None:
    some_events(own_shop, 30)

    positions = [e["position"] for e in own_shop.owner.events(0)]

    assert positions == list(range(positions[0], positions[0] + len(positions)))


@pytest.mark.parametrize("limit", [1, 3, 1000])
def test_pages_of_any_size_give_the_same_log(own_shop: Shop, limit: int) -> None:
    some_events(own_shop, 3)
    whole = [e for e in own_shop.owner.events(0) if e["topic"] != "clock"]

    page = own_shop.owner.ok("/events", after=0, limit=limit)["events"]
    paged = [e for e in own_shop.owner.events(0, limit=limit) if e["topic"] != "clock"]

    assert len(page) <= limit
    assert paged[: len(whole)] == whole


def test_after_is_exclusive_and_the_end_is_empty(shop: Shop) -> None:
    some_events(shop, 1)
    last = shop.owner.last_position()
    some_events(shop, 1)

    newer = shop.owner.events(last)

    assert newer and newer[0]["position"] == last + 1
    far = shop.owner.ok("/events", after=newer[-1]["position"] + 1_000_000)
    assert far["events"] == []


def test_a_topic_filter_gives_the_topic_in_log_order(shop: Shop) -> None:
    some_events(shop, 3)
    whole = shop.owner.events(0)

    orders = shop.owner.events(0, topic="orders")

    assert orders[: sum(e["topic"] == "orders" for e in whole)] \
        == [e for e in whole if e["topic"] == "orders"]


@pytest.mark.parametrize("query,field", [
    ({"after": "x"}, "after"), ({"after": "-1"}, "after"), ({"after": str(2**70)}, "after"),
    ({"limit": "0"}, "limit"), ({"limit": "many"}, "limit"),
], ids=str)
def test_a_bad_position_is_refused_by_name(shop: Shop, query: dict, field: str) -> None:
    expect_problem(shop.owner.get("/events", **query), 422, 400, field=field)


# ---- server-sent events ---------------------------------------------------------------------


def as_log(events: list[ServerEvent]) -> list[tuple]:
    for event in events:
        assert event.id == str(event.data["position"]), event
        assert event.name == event.data["topic"], event
    return [(e.data["position"], e.data["topic"], e.data["key"], e.data["value"]) for e in events]


def of_log(records: list[dict]) -> list[tuple]:
    return [(r["position"], r["topic"], r["key"], r["value"]) for r in records]


def test_a_stream_is_an_event_stream(shop: Shop) -> None:
    with follow(shop, "orders", 0) as stream:
        assert stream.response.getheader("Content-Type", "").startswith("text/event-stream")


def test_streaming_needs_a_token(shop: Shop) -> None:
    with EventStream(shop.server.port, None, "orders") as stream:
        assert stream.response.status == 401


def test_a_stream_resumes_behind_last_event_id(shop: Shop) -> None:
    after = shop.owner.last_position()
    some_events(shop, 4)
    expected = of_log(shop.owner.events(after, topic="orders"))

    with follow(shop, "orders", after) as stream:
        assert as_log(stream.take(len(expected))) == expected


def test_a_live_stream_delivers_what_happens_after_it_opened(shop: Shop) -> None:
    item = shop.add_item()
    after = shop.owner.last_position()
    with follow(shop, "orders", after) as stream:
        placed = [shop.place(item)["order_id"] for _ in range(3)]
        mine = [e.data["key"] for e in stream.take(3)]

    assert mine == placed


def test_a_stream_without_last_event_id_starts_with_what_comes(shop: Shop) -> None:
    """The stream is open when its headers are answered, so a later order must arrive on it."""
    item, old = shop.add_item(), shop.owner.last_position()
    with follow(shop, "orders") as stream:
        order = shop.place(item)
        first = stream.take(1)[0]

    assert first.data["key"] == order["order_id"] and int(first.id or 0) > old


def test_several_topics_arrive_in_log_order(shop: Shop) -> None:
    after = shop.owner.last_position()
    some_events(shop, 3)
    topics = {"orders", "menu_updates", "order_status"}
    expected = of_log([e for e in shop.owner.events(after) if e["topic"] in topics])

    with follow(shop, ",".join(sorted(topics)), after) as stream:
        assert as_log(stream.take(len(expected))) == expected


def test_a_stream_broken_at_random_and_resumed_loses_and_repeats_nothing(
    shop: Shop, rng: random.Random
) -> None:
    item, total = shop.add_item(), 120
    after = shop.owner.last_position()
    failures: list[BaseException] = []

    def sell() -> None:
        try:
            for _ in range(total):
                shop.place(item)
        except BaseException as failure:  # handed to the test's own thread
            failures.append(failure)

    seller = threading.Thread(target=sell)
    seller.start()
    received: list[ServerEvent] = []
    while len(received) < total:
        last = received[-1].id if received else str(after)
        with follow(shop, "orders", last) as stream:
            received += stream.take(min(rng.randrange(1, 15), total - len(received)))
    seller.join()

    assert failures == []
    assert as_log(received) == of_log(shop.owner.events(after, topic="orders"))


def test_a_resume_survives_a_restart_of_the_server(own_shop: Shop) -> None:
    after = own_shop.owner.last_position()
    some_events(own_shop, 4)
    with follow(own_shop, "orders", after) as stream:
        before = stream.take(2)
    own_shop.server.kill()
    own_shop.restarted()
    some_events(own_shop, 2)

    with follow(own_shop, "orders", before[-1].id) as stream:
        received = before + stream.take(4)

    assert as_log(received) == of_log(own_shop.owner.events(after, topic="orders"))


def test_many_streams_get_the_same_events(shop: Shop) -> None:
    after = shop.owner.last_position()
    streams = [follow(shop, "orders", after) for _ in range(20)]
    try:
        some_events(shop, 3)
        received = [as_log(stream.take(3)) for stream in streams]
    finally:
        for stream in streams:
            stream.__exit__(None, None, None)

    assert all(events == received[0] for events in received)


def test_analytics_arrive_on_a_stream_with_the_order_counted(shop: Shop) -> None:
    shop_id, item = new_shop(), shop.add_item(price=40_000)
    with follow(shop, "analytics") as stream:
        shop.sell_offline(shop_id, "2026-03-01T10:00:30.000Z", (item, 2))
        # The window closed long ago, so the correction is emitted at once.
        for event in stream:
            value = event.data.get("value", event.data)
            assert event.name == "analytics"
            if value.get("shop_id") == shop_id and value.get("type") == "sales_per_minute":
                break

    assert (value["orders"], value["items"], value["revenue"]) == (1, 2, 80_000)
    assert value["window_start"].startswith("2026-03-01T10:00:00")


def test_a_client_that_never_reads_does_not_stop_the_others(shop: Shop) -> None:
    after = shop.owner.last_position()
    silent = [follow(shop, "orders,menu_updates,order_status", 0) for _ in range(10)]
    try:
        item = shop.add_item()
        for _ in range(20):
            shop.place(item)
        with follow(shop, "orders", after) as stream:
            assert len(stream.take(20)) == 20
    finally:
        for stream in silent:
            stream.__exit__(None, None, None)


@pytest.mark.parametrize("last", ["x", "-1", "9" * 30])
def test_a_bad_last_event_id_is_refused_or_ignored_but_harmless(shop: Shop, last: str) -> None:
    with EventStream(shop.server.port, shop.owner.token, "orders", last) as stream:
        assert stream.response.status in (200, 400, 422)

    expect(shop.owner.get("/orders", limit=1), 200)


def test_the_log_is_the_same_after_a_restart(own_shop: Shop) -> None:
    some_events(own_shop, 5)
    eventually(lambda: own_shop.server.client().call("GET", "/readyz").status == 200, "ready")
    before = own_shop.owner.events(0)
    own_shop.server.stop()
    own_shop.restarted()

    assert own_shop.owner.events(0)[: len(before)] == before


def test_a_quiet_shop_closes_its_last_minutes_by_a_clock_event(own_shop: Shop) -> None:
    """Nothing is appended for a minute, then the server's clock event closes the window."""
    item, shop_id = own_shop.add_item(price=40_000), new_shop()
    sold_at = now() - timedelta(minutes=4)
    after = own_shop.owner.last_position()
    own_shop.sell_offline(shop_id, stamp(sold_at), (item, 1))

    clock = eventually(lambda: own_shop.owner.events(after, topic="clock"), "a clock event", 120)[0]

    assert abs(parse_api_time(clock["value"]["at"]) - now()) < timedelta(minutes=1)
    data = own_shop.server.data

    def closed() -> list[dict]:
        out = run_ok("consume", "analytics", "--data", data, "--from", "earliest")
        values = [json.loads(row)["value"] for row in out.splitlines()]
        return [v for v in values
                if v["type"] == "sales_per_minute" and v["shop_id"] == shop_id]

    records = eventually(closed, "the closed window")
    assert [(r["revision"], r["orders"], r["revenue"]) for r in records] == [(0, 1, 40_000)]
