"""Event sequences with results worked out by hand (streaming.md section 6 and contract 2).

`expected` lists the emitted records in order, in short form:
  ("sales", "10:00", orders, revenue, revision)          shop main unless a shop follows
  ("item", "10:00", menu_id, name, category, orders, qty, revenue, revision)
  ("refunds", "10:00", refunds, amount, revision)
  ("visits", "10:00", visits, revision)
  ("dead", position, topic, reason)
Item records are left out of the comparison where `items` is False.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from event_builders import clock, id_of, latte, line, menu, order, refund, tea, visit


@dataclass(frozen=True)
class Vector:
    name: str
    lines: list[bytes]
    expected: list[tuple]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    items: bool = False
    flush: bool = True


def short(record: dict) -> tuple:
    value = record["value"]
    if record["topic"] == "dead_letter":
        return ("dead", value["position"], value["topic"], value["reason"])
    minute, shop, revision = value["window_start"][11:16], value["shop_id"], value["revision"]
    assert value["window_start"].endswith(":00Z"), value
    kind = value["type"]
    if kind == "sales_per_minute":
        body: tuple = ("sales", minute, value["orders"], value["revenue"], revision)
    elif kind == "item_sales_per_minute":
        body = ("item", minute, value["menu_id"], value["name"], value["category"],
                value["orders"], value["qty"], value["revenue"], revision)
    elif kind == "refunds_per_minute":
        body = ("refunds", minute, value["refunds"], value["amount"], revision)
    else:
        assert kind == "visits_per_minute", value
        body = ("visits", minute, value["visits"], revision)
    return body if shop == "main" else (*body, shop)


def shortened(records: list[dict], items: bool) -> list[tuple]:
    return [s for s in map(short, records) if items or s[0] != "item"]


def _v3_orders() -> list[bytes]:
    return [
        order("o1", "10:00:59.999"), order("o2", "10:01:00.000"), order("o3", "10:02:59.999"),
        order("o4", "10:00:59.999"), order("o5", "10:03:00.000"), order("o6", "10:00:59.999"),
        order("o7", "10:01:00.000"), order("o8", "10:04:00.000"),
    ]


VECTORS = [
    Vector(
        "v1_out_of_order_inside_the_delay",
        [order("o1", "10:00:10"), order("o2", "10:01:05"), order("o3", "10:00:50"),
         order("o4", "10:03:05")],
        [("sales", "10:00", 2, 80_000, 0), ("sales", "10:01", 1, 40_000, 0),
         ("sales", "10:03", 1, 40_000, 0)],
        {"orders": {"read": 4, "counted": 4, "late": 0}},
    ),
    Vector(
        "v1_without_flush_only_closed_windows_are_emitted",
        [order("o1", "10:00:10"), order("o2", "10:01:05"), order("o3", "10:00:50"),
         order("o4", "10:03:05")],
        [("sales", "10:00", 2, 80_000, 0)],
        flush=False,
    ),
    Vector(
        "v2_behind_the_watermark_but_window_open_is_not_late",
        [order("o1", "10:01:40"), order("o2", "10:03:30"), order("o3", "10:01:10"),
         order("o4", "10:04:00")],
        [("sales", "10:01", 2, 80_000, 0), ("sales", "10:03", 1, 40_000, 0),
         ("sales", "10:04", 1, 40_000, 0)],
        {"orders": {"read": 4, "counted": 4, "late": 0}},
    ),
    Vector(
        "v3_exactly_at_the_boundary",
        _v3_orders(),
        [("sales", "10:00", 2, 80_000, 0), ("sales", "10:00", 3, 120_000, 1),
         ("sales", "10:01", 2, 80_000, 0), ("sales", "10:02", 1, 40_000, 0),
         ("sales", "10:03", 1, 40_000, 0), ("sales", "10:04", 1, 40_000, 0)],
        {"orders": {"read": 8, "counted": 8, "late": 1}},
    ),
    Vector(
        "v3_one_millisecond_before_the_end_does_not_close",
        [order("o1", "10:00:30"), order("o2", "10:02:59.999")],
        [],
        flush=False,
    ),
    Vector(
        "v4_duplicates_and_conflicting_duplicates",
        [order("o1", "10:00:10"), order("o1", "10:00:10"), order("o1", "10:00:10"),
         order("o2", "10:00:40"), order("o1", "10:01:50"), order("o1", "10:02:20"),
         order("o3", "10:04:30"), order("o1", "10:04:20"), order("o1", "10:00:10"),
         order("o4", "10:09:00")],
        [("dead", 5, "orders", "conflicting_duplicate"),
         ("dead", 6, "orders", "conflicting_duplicate"),
         ("sales", "10:00", 2, 80_000, 0),
         ("dead", 8, "orders", "conflicting_duplicate"),
         ("sales", "10:04", 1, 40_000, 0), ("sales", "10:09", 1, 40_000, 0)],
        {"orders": {"read": 10, "counted": 4, "duplicates": 3, "dead_lettered": 3, "late": 0}},
    ),
    Vector(
        "v5_refund_after_the_window_closed_and_late_refund",
        [order("o1", "10:00:20"), order("o2", "10:00:50"), order("o3", "10:03:10"),
         refund("r1", "o1", "10:05:30"), refund("r2", "o2", "10:00:50"), order("o9", "10:09:00")],
        [("sales", "10:00", 2, 80_000, 0), ("refunds", "10:00", 1, 40_000, 0),
         ("sales", "10:03", 1, 40_000, 0), ("refunds", "10:05", 1, 40_000, 0),
         ("sales", "10:09", 1, 40_000, 0)],
        {"refunds": {"read": 2, "counted": 2, "late": 1}},
    ),
    Vector(
        "v6_revenue_is_the_orders_own_price_and_a_late_menu_event_corrects_names",
        [menu("latte", "09:00:00"), order("o0", "10:00:05"),
         order("o1", "10:00:20"), order("o3", "10:00:29.999"),
         order("o2", "10:00:30", items=[latte(1, 45_000)]), order("o4", "10:03:00"),
         menu("latte", "10:00:30", "update", name="Latte L", price=45_000)],
        [("sales", "10:00", 4, 165_000, 0),
         ("item", "10:00", "latte", "Latte", "coffee", 4, 4, 165_000, 0),
         ("item", "10:00", "latte", "Latte L", "coffee", 4, 4, 165_000, 1),
         ("sales", "10:03", 1, 40_000, 0),
         ("item", "10:03", "latte", "Latte L", "coffee", 1, 1, 40_000, 0)],
        items=True,
    ),
    Vector(
        "v7_deleted_item_keeps_its_name_and_unknown_item_has_none",
        [menu("latte", "09:00:00"), menu("latte", "10:00:40", "delete"),
         order("o1", "10:00:35"), order("o2", "10:00:40"), order("o3", "10:00:45"),
         order("o4", "10:00:50", items=[{"menu_id": "never", "qty": 1, "price": 40_000}])],
        [("sales", "10:00", 4, 160_000, 0),
         ("item", "10:00", "latte", "Latte", "coffee", 3, 3, 120_000, 0),
         ("item", "10:00", "never", None, "unknown", 1, 1, 40_000, 0)],
        items=True,
    ),
    Vector(
        "v8a_far_future_is_counted_in_its_minute_and_moves_no_watermark",
        [order("o1", "10:00:10", "10:00:11"), order("ox", "2030-01-01T00:00:00Z", "10:00:20"),
         order("o2", "10:00:30", "10:00:31"), order("o3", "10:01:10", "10:01:11"),
         order("o4", "10:30:00", "10:30:01")],
        [("sales", "10:00", 2, 80_000, 0), ("sales", "10:01", 1, 40_000, 0),
         ("sales", "10:30", 1, 40_000, 0), ("sales", "00:00", 1, 40_000, 0)],
        {"orders": {"read": 5, "counted": 5, "clock_skewed": 1, "late": 0}},
    ),
    Vector(
        "v8b_slightly_fast_clock_is_accepted_and_the_rest_corrects",
        [order("o1", "10:00:10", "10:00:11"), order("ox", "10:03:30", "10:01:00"),
         order("o2", "10:00:55", "10:01:01"), order("o3", "10:01:10", "10:01:11"),
         order("o4", "10:04:10", "10:04:11")],
        [("sales", "10:00", 1, 40_000, 0), ("sales", "10:00", 2, 80_000, 1),
         ("sales", "10:01", 1, 40_000, 0), ("sales", "10:03", 1, 40_000, 0),
         ("sales", "10:04", 1, 40_000, 0)],
        {"orders": {"clock_skewed": 0, "late": 1}},
    ),
    Vector(
        "v8c_exactly_five_minutes_ahead_moves_the_watermark",
        [order("o1", "10:00:10", "10:00:10"), order("ox", "10:05:00", "10:00:00")],
        [("sales", "10:00", 1, 40_000, 0)],
        {"orders": {"clock_skewed": 0}},
        flush=False,
    ),
    Vector(
        "v8d_one_millisecond_more_than_five_minutes_ahead_is_skewed",
        [order("o1", "10:00:10", "10:00:10"), order("ox", "10:05:00.001", "10:00:00")],
        [],
        {"orders": {"clock_skewed": 1, "counted": 2}},
        flush=False,
    ),
    Vector(
        "v9a_a_clock_event_closes_the_quiet_evening",
        [order("o1", "10:00:10"), order("o2", "10:00:50"), refund("r1", "o1", "10:00:55"),
         visit("v1", "10:00:05"), clock("10:02:59.999"), clock("10:03:00")],
        [("sales", "10:00", 2, 80_000, 0), ("refunds", "10:00", 1, 40_000, 0),
         ("visits", "10:00", 1, 0)],
        {"clock": {"read": 2, "counted": 2}},
        flush=False,
    ),
    Vector(
        "v9b_each_topic_has_its_own_watermark",
        [order("o1", "10:00:10"), order("o2", "10:05:00"), order("o3", "10:09:00"),
         refund("r1", "o1", "10:00:30"), refund("r2", "o2", "10:08:00")],
        [("sales", "10:00", 1, 40_000, 0), ("sales", "10:05", 1, 40_000, 0),
         ("refunds", "10:00", 1, 40_000, 0)],
        {"refunds": {"late": 0}},
        flush=False,
    ),
    Vector(
        "v10_copy_after_the_window_closed_is_a_duplicate",
        [order("o1", "10:00:10"), order("o2", "10:00:40"), order("o3", "10:03:10"),
         order("o1", "10:00:10"), order("o4", "10:06:00")],
        [("sales", "10:00", 2, 80_000, 0), ("sales", "10:03", 1, 40_000, 0),
         ("sales", "10:06", 1, 40_000, 0)],
        {"orders": {"read": 5, "counted": 4, "duplicates": 1, "late": 0}},
    ),
    Vector(
        "v11_every_late_order_is_a_correction",
        [order("o1", "10:00:10"), order("o2", "10:03:30"), order("o3", "10:00:20"),
         order("o4", "10:00:30"), order("o5", "10:05:00")],
        [("sales", "10:00", 1, 40_000, 0), ("sales", "10:00", 2, 80_000, 1),
         ("sales", "10:00", 3, 120_000, 2), ("sales", "10:03", 1, 40_000, 0),
         ("sales", "10:05", 1, 40_000, 0)],
        {"orders": {"late": 2}},
    ),
    Vector(
        "v12_item_sales_per_minute",
        [order("o1", "10:04:59"), order("o2", "10:05:00", items=[tea(1)]),
         order("o3", "10:07:00", items=[tea(1)]), order("o4", "10:08:00", items=[tea(1)])],
        [("sales", "10:04", 1, 40_000, 0),
         ("item", "10:04", "latte", None, "unknown", 1, 1, 40_000, 0),
         ("sales", "10:05", 1, 30_000, 0),
         ("item", "10:05", "tea", None, "unknown", 1, 1, 30_000, 0),
         ("sales", "10:07", 1, 30_000, 0),
         ("item", "10:07", "tea", None, "unknown", 1, 1, 30_000, 0),
         ("sales", "10:08", 1, 30_000, 0),
         ("item", "10:08", "tea", None, "unknown", 1, 1, 30_000, 0)],
        items=True,
    ),
    Vector(
        "v13_bad_time_and_bad_json_are_malformed",
        [order("o1", "10:00:10"),
         line("orders", {"order_id": id_of("o2"), "user_id": "u", "items": [latte(1)],
                         "total": 40_000}),
         b"this is not JSON"],
        [("dead", 2, "orders", "malformed"), ("dead", 3, None, "malformed"),
         ("sales", "10:00", 1, 40_000, 0)],
        {"orders": {"read": 2, "counted": 1, "dead_lettered": 1}},
    ),
    Vector(
        "v14_first_record_of_a_closed_window_is_revision_zero",
        [order("o1", "10:10:00"), order("o2", "10:00:10"), order("o3", "10:00:40")],
        [("sales", "10:00", 1, 40_000, 0), ("sales", "10:00", 2, 80_000, 1),
         ("sales", "10:10", 1, 40_000, 0)],
        {"orders": {"late": 2}},
    ),
    Vector(
        "v15_late_orders_emit_only_the_records_they_change",
        [order("o1", "10:00:10"), order("o2", "10:05:00"),
         order("l1", "10:00:20"), order("l2", "10:00:21"), order("l3", "10:00:22", items=[tea(1)]),
         order("l4", "10:00:23")],
        [("sales", "10:00", 1, 40_000, 0),
         ("item", "10:00", "latte", None, "unknown", 1, 1, 40_000, 0),
         ("sales", "10:00", 2, 80_000, 1),
         ("item", "10:00", "latte", None, "unknown", 2, 2, 80_000, 1),
         ("sales", "10:00", 3, 120_000, 2),
         ("item", "10:00", "latte", None, "unknown", 3, 3, 120_000, 2),
         ("sales", "10:00", 4, 150_000, 3),
         ("item", "10:00", "tea", None, "unknown", 1, 1, 30_000, 0),
         ("sales", "10:00", 5, 190_000, 4),
         ("item", "10:00", "latte", None, "unknown", 4, 4, 160_000, 3)],
        {"orders": {"late": 4, "counted": 6}},
        items=True,
        flush=False,
    ),
    Vector(
        "flush_sorts_windows_then_shops_then_kinds_then_menu_ids",
        [visit("v1", "10:00:30", shop_id="b"), visit("v2", "10:01:30", shop_id="a"),
         refund("r1", "o1", "10:00:40", shop_id="a"),
         order("o2", "10:01:10", shop_id="a"),
         order("o1", "10:00:10", shop_id="b", items=[tea(1), latte(2)])],
        [("refunds", "10:00", 1, 40_000, 0, "a"),
         ("sales", "10:00", 1, 110_000, 0, "b"),
         ("item", "10:00", "latte", None, "unknown", 1, 2, 80_000, 0, "b"),
         ("item", "10:00", "tea", None, "unknown", 1, 1, 30_000, 0, "b"),
         ("visits", "10:00", 1, 0, "b"),
         ("sales", "10:01", 1, 40_000, 0, "a"),
         ("item", "10:01", "latte", None, "unknown", 1, 1, 40_000, 0, "a"),
         ("visits", "10:01", 1, 0, "a")],
        items=True,
    ),
    Vector(
        "an_item_twice_in_one_order_is_one_order_and_discount_is_not_in_item_revenue",
        [order("o1", "10:00:10", items=[latte(1), latte(2, 45_000)], discount=30_000)],
        [("sales", "10:00", 1, 100_000, 0),
         ("item", "10:00", "latte", None, "unknown", 1, 3, 130_000, 0)],
        items=True,
    ),
    Vector(
        "before_the_first_version_the_first_version_is_used",
        [menu("latte", "12:00:00", name="First"),
         menu("latte", "13:00:00", "update", name="Second"), order("o1", "10:00:10")],
        [("sales", "10:00", 1, 40_000, 0),
         ("item", "10:00", "latte", "First", "coffee", 1, 1, 40_000, 0)],
        items=True,
    ),
    Vector(
        "menu_version_is_taken_at_the_end_of_the_window_exclusive",
        [menu("latte", "09:00:00", name="Old"), menu("latte", "10:01:00", "update", name="New"),
         order("o1", "10:00:10"), order("o2", "10:01:00"),
         menu("tea", "09:00:00", name="Old"), menu("tea", "10:00:59.999", "update", name="New"),
         order("o3", "10:00:00", items=[tea(1)])],
        [("sales", "10:00", 2, 70_000, 0),
         ("item", "10:00", "latte", "Old", "coffee", 1, 1, 40_000, 0),
         ("item", "10:00", "tea", "New", "coffee", 1, 1, 30_000, 0),
         ("sales", "10:01", 1, 40_000, 0),
         ("item", "10:01", "latte", "New", "coffee", 1, 1, 40_000, 0)],
        items=True,
    ),
    Vector(
        "of_two_versions_with_one_timestamp_the_later_in_the_log_counts",
        [menu("latte", "08:00:00"), menu("latte", "09:00:00", "update", name="One"),
         menu("latte", "09:00:00", "update", name="Two"), order("o1", "10:00:10")],
        [("sales", "10:00", 1, 40_000, 0),
         ("item", "10:00", "latte", "Two", "coffee", 1, 1, 40_000, 0)],
        items=True,
    ),
    Vector(
        "a_menu_event_that_changes_only_the_price_emits_nothing",
        [menu("latte", "09:00:00"), order("o1", "10:00:10"), order("o2", "10:03:00"),
         menu("latte", "10:00:20", "update", price=99_000)],
        [("sales", "10:00", 1, 40_000, 0),
         ("item", "10:00", "latte", "Latte", "coffee", 1, 1, 40_000, 0)],
        items=True,
        flush=False,
    ),
    Vector(
        "a_refused_order_does_not_reserve_its_id_nor_move_the_watermark",
        [order("o1", "10:00:10"), order("o2", "10:09:00", total=1), order("o2", "10:00:20")],
        [("dead", 2, "orders", "bad_total"), ("sales", "10:00", 2, 80_000, 0)],
        {"orders": {"read": 3, "counted": 2, "dead_lettered": 1, "late": 0}},
    ),
    Vector(
        "a_duplicate_with_defaults_spelled_out_and_new_fields_is_the_same",
        [order("o1", "10:00:10"),
         order("o1", "10:00:10", shop_id="main", discount=0, payment_method="cash",
               channel="till", items=[latte(1) | {"options": []}], loyalty_card="new field")],
        [("sales", "10:00", 1, 40_000, 0)],
        {"orders": {"read": 2, "counted": 1, "duplicates": 1, "dead_lettered": 0}},
    ),
]
