"""The owner keeps the logins of the shop: who may come in, as what, and until when."""

import uuid
from typing import Any

import pytest

from shop_client import API, Answer, expect, expect_problem
from shop_fixture import Shop

PASSWORD = "trà đào cam sả"


def new_name() -> str:
    return f"u-{uuid.uuid4().hex[:10]}"


def add(shop: Shop, role: str = "cashier", **fields: Any) -> str:
    body = {"username": new_name(), "password": PASSWORD, "role": role} | fields
    made = expect(shop.owner.post("/users", body), 201)
    assert made == {"username": body["username"], "role": role, "active": True, "has_pin": False}
    return made["username"]


def log_in(shop: Shop, username: str, password: str = PASSWORD) -> Answer:
    return shop.anonymous.post("/session", {"username": username, "password": password})


def change(shop: Shop, who: str, **fields: Any) -> Answer:
    return shop.owner.patch(f"/users/{who}", fields)


def session_status(shop: Shop, login: Answer) -> int:
    cookie = login.headers["set-cookie"].split(";")[0]
    return shop.anonymous.call("GET", API + "/session", headers={"Cookie": cookie}).status


def test_a_new_user_logs_in_and_is_listed(shop: Shop) -> None:
    username = add(shop, "barista")

    assert expect(log_in(shop, username), 200)["role"] == "barista"
    listed = {user["username"]: user for user in shop.owner.every("/users")}
    assert listed[username] == {"username": username, "role": "barista", "active": True,
                                "has_pin": False}
    assert "password" not in str(listed)


def test_who_is_kept_out_is_logged_out_at_once(shop: Shop) -> None:
    username = add(shop)
    login = log_in(shop, username)
    assert session_status(shop, login) == 200

    assert expect(change(shop, username, active=False), 200)["active"] is False
    assert session_status(shop, login) == 401
    expect_problem(log_in(shop, username), 401)
    expect(change(shop, username, active=True), 200)
    expect(log_in(shop, username), 200)


def test_role_and_password_change_together(shop: Shop) -> None:
    username = add(shop)
    login = log_in(shop, username)

    expect(change(shop, username, role="manager", password="nước mía sầu riêng"), 200)

    assert session_status(shop, login) == 401
    expect_problem(log_in(shop, username), 401)
    assert expect(log_in(shop, username, "nước mía sầu riêng"), 200)["role"] == "manager"
    actions = [e["value"]["action"] for e in shop.owner.events(0, topic="audit")
               if e["value"]["entity"] == username]
    assert actions[:1] == ["user.add"]
    assert {"user.role", "user.password"} <= set(actions)


@pytest.mark.parametrize("body,field", [
    ({"password": PASSWORD, "role": "cashier"}, "username"),
    ({"username": "có dấu", "password": PASSWORD, "role": "cashier"}, "username"),
    ({"username": "lan2", "password": "short", "role": "cashier"}, "password"),
    ({"username": "lan2", "password": "lan2lan2lan2", "role": "cashier"}, "password"),
    ({"username": "lan2", "password": PASSWORD, "role": "king"}, "role"),
    ({"username": "lan2", "password": PASSWORD}, "role"),
    ({"username": "lan2", "password": PASSWORD, "role": "cashier", "pay": 1}, "pay"),
])
def test_a_bad_user_is_refused_by_name(shop: Shop, body: dict, field: str) -> None:
    expect_problem(shop.owner.post("/users", body), 422, field=field)


@pytest.mark.parametrize("body,field", [
    ({"role": "king"}, "role"),
    ({"active": "yes"}, "active"),
    ({"password": "12345678"}, "password"),
    ({"username": "other"}, "username"),
])
def test_a_bad_change_is_refused_by_name(shop: Shop, body: dict, field: str) -> None:
    username = add(shop)

    expect_problem(change(shop, username, **body), 422, field=field)
    expect(log_in(shop, username), 200)


def test_a_name_is_taken_once_and_an_unknown_one_is_404(shop: Shop) -> None:
    username = add(shop)

    body = {"username": username, "password": PASSWORD, "role": "cashier"}
    expect_problem(shop.owner.post("/users", body), 409)
    expect_problem(change(shop, new_name(), active=False), 404)


def test_the_only_owner_stays_one(own_shop: Shop) -> None:
    first = add(own_shop, "owner")

    expect_problem(change(own_shop, first, role="manager"), 409)
    expect_problem(change(own_shop, first, active=False), 409)
    add(own_shop, "owner")
    expect(change(own_shop, first, role="manager"), 200)
