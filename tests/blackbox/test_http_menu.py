"""The menu: items with option groups, versions by ETag, and an event for each change."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from shop_client import expect, expect_problem, new_id, parse_api_time
from shop_fixture import Shop

FULL = {
    "name": "Trà sữa trân châu",
    "category": "milk tea",
    "price": 45_000,
    "description": "house blend",
    "available": True,
    "option_groups": [{
        "group_id": "size", "name": "Size", "required": True, "min": 1, "max": 1,
        "options": [
            {"option_id": "m", "name": "M", "price": 0},
            {"option_id": "l", "name": "L", "price": 8_000},
        ],
    }],
    "recipe": [],
}


def menu_events(shop: Shop, menu_id: str) -> list[dict]:
    events = shop.owner.events(0, topic="menu_updates")
    return [e for e in events if e["key"] == menu_id]


def listed(shop: Shop, menu_id: str) -> dict | None:
    return next((i for i in shop.owner.every("/menu") if i["menu_id"] == menu_id), None)


def test_a_created_item_is_answered_and_listed_with_every_field(shop: Shop) -> None:
    answer = shop.manager.post("/menu", FULL)

    item = expect(answer, 201)
    assert uuid.UUID(item["menu_id"]).version == 7
    assert answer.headers.get("etag")
    for stored in (item, listed(shop, item["menu_id"])):
        assert stored is not None
        assert {k: stored[k] for k in ("name", "category", "price", "description", "available")} \
            == {k: FULL[k] for k in ("name", "category", "price", "description", "available")}
        group = stored["option_groups"][0]
        assert (group["group_id"], group["required"], group["min"], group["max"]) \
            == ("size", True, 1, 1)
        assert [(o["option_id"], o["name"], o["price"]) for o in group["options"]] \
            == [("m", "M", 0), ("l", "L", 8_000)]


@pytest.mark.parametrize("menu_id", [new_id(), "latte-Hot_1", "x" * 64])
def test_the_client_may_choose_the_id(shop: Shop, menu_id: str) -> None:
    chosen = menu_id if len(menu_id) in (36, 64) else f"{menu_id}-{new_id()[:8]}"

    assert shop.add_item(menu_id=chosen)["menu_id"] == chosen


def test_an_id_that_exists_is_409(shop: Shop) -> None:
    item = shop.add_item()
    body = {"menu_id": item["menu_id"], "name": "Other", "category": "tea", "price": 1}

    expect_problem(shop.owner.post("/menu", body), 409)


def test_each_change_is_a_menu_updates_event(shop: Shop) -> None:
    item = shop.add_item(price=30_000)
    menu_id = item["menu_id"]
    expect(shop.owner.patch(f"/menu/{menu_id}", {"price": 35_000}, item["etag"]), 200)
    expect(shop.owner.delete(f"/menu/{menu_id}"), 200, 204)

    values = [e["value"] for e in menu_events(shop, menu_id)]

    assert [v["action"] for v in values] == ["create", "update", "delete"]
    assert [v["price"] for v in values[:2]] == [30_000, 35_000]
    assert all(v["menu_id"] == menu_id for v in values)
    assert all(v["name"] == item["name"] and v["category"] == "coffee" for v in values[:2])
    times = [parse_api_time(v["timestamp"]) for v in values]
    assert times == sorted(times)


def test_patch_changes_only_what_it_names(shop: Shop) -> None:
    item = shop.add_item(price=30_000, description="before")

    answer = shop.owner.patch(f"/menu/{item['menu_id']}", {"name": "Mới"}, item["etag"])

    changed = expect(answer, 200)
    assert (changed["name"], changed["price"], changed["description"]) == ("Mới", 30_000, "before")


def test_patch_answers_a_new_etag_which_is_the_one_to_use_next(shop: Shop) -> None:
    item = shop.add_item()
    path = f"/menu/{item['menu_id']}"

    first = shop.owner.patch(path, {"price": 41_000}, item["etag"])
    expect(first, 200)
    assert first.headers["etag"] != item["etag"]
    second = shop.owner.patch(path, {"price": 42_000}, first.headers["etag"])

    assert expect(second, 200)["price"] == 42_000


def test_a_stale_etag_is_412_and_changes_nothing(shop: Shop) -> None:
    item = shop.add_item(price=40_000)
    path = f"/menu/{item['menu_id']}"
    expect(shop.owner.patch(path, {"price": 41_000}, item["etag"]), 200)

    expect_problem(shop.owner.patch(path, {"price": 1}, item["etag"]), 412)

    stored = listed(shop, item["menu_id"])
    assert stored is not None and stored["price"] == 41_000


def test_a_missing_if_match_is_428(shop: Shop) -> None:
    item = shop.add_item()

    expect_problem(shop.owner.patch(f"/menu/{item['menu_id']}", {"price": 1}), 428)


def test_a_deleted_item_is_gone(shop: Shop) -> None:
    item = shop.add_item()
    path = f"/menu/{item['menu_id']}"

    expect(shop.owner.delete(path), 200, 204)

    assert listed(shop, item["menu_id"]) is None
    assert shop.owner.patch(path, {"price": 1}, item["etag"]).status in (404, 409, 410, 412)


@pytest.mark.parametrize("menu_id", [new_id(), "no-such-item"])
def test_an_unknown_item_is_404(shop: Shop, menu_id: str) -> None:
    expect_problem(shop.owner.patch(f"/menu/{menu_id}", {"price": 1}, '"1"'), 404)
    expect_problem(shop.owner.delete(f"/menu/{menu_id}"), 404)


def _full(**changes: Any) -> dict:
    return FULL | changes


def _without(name: str) -> dict:
    return {k: v for k, v in FULL.items() if k != name}


def _group(**changes: Any) -> dict:
    groups: list[Any] = [dict(FULL["option_groups"][0]) | changes]  # type: ignore[index]
    return FULL | {"option_groups": groups}


BAD_ITEMS = [
    (_without("name"), "name"),
    (_without("category"), "category"),
    (_without("price"), "price"),
    (_full(name=""), "name"),
    (_full(name=5), "name"),
    (_full(name=None), "name"),
    (_full(category=["tea"]), "category"),
    (_full(price=-1), "price"),
    (_full(price="45000"), "price"),
    (_full(price=45_000.5), "price"),
    (_full(price=True), "price"),
    (_full(price=2**63), "price"),
    (_full(price=10**40), "price"),
    (_full(available="yes"), "available"),
    (_full(menu_id="has space"), "menu_id"),
    (_full(menu_id="x" * 65), "menu_id"),
    (_full(menu_id="trà"), "menu_id"),
    (_full(colour="brown"), "colour"),
    (_full(option_groups={}), "option_groups"),
    (_group(min=2, max=1), "option_groups"),
    (_group(min=-1), "min"),
    (_group(required="yes"), "required"),
    (_group(extra=1), "extra"),
    (_group(options=[{"option_id": "m", "name": "M", "price": "0"}]), "price"),
    (_group(options=[{"name": "M", "price": 0}]), "option_id"),
    (_full(recipe=[{"ingredient_id": "milk", "qty": 0}]), "qty"),
    (_full(recipe=[{"ingredient_id": "milk", "qty": "1"}]), "qty"),
    (_full(recipe=[{"qty": 1}]), "ingredient_id"),
    (_full(recipe="milk"), "recipe"),
]


@pytest.mark.parametrize("body,field", BAD_ITEMS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_bad_field_is_named(shop: Shop, body: dict, field: str) -> None:
    expect_problem(shop.owner.post("/menu", body), 422, field=field)


@pytest.mark.parametrize("change,field", [
    ({"price": -1}, "price"), ({"price": None}, "price"), ({"name": ""}, "name"),
    ({"colour": 1}, "colour"), ({"option_groups": 3}, "option_groups"),
])
def test_a_bad_change_is_named_and_changes_nothing(shop: Shop, change: dict, field: str) -> None:
    item = shop.add_item()

    answer = shop.owner.patch(f"/menu/{item['menu_id']}", change, item["etag"])

    expect_problem(answer, 422, field=field)
    assert len(menu_events(shop, item["menu_id"])) == 1


def test_all_bad_fields_are_named_at_once(shop: Shop) -> None:
    answer = shop.owner.post("/menu", {"name": 5, "category": 6, "price": "x"})

    problem = expect_problem(answer, 422, field="name")
    assert {e["field"] for e in problem["errors"]} >= {"name", "category", "price"}
