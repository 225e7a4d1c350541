"""Who may do what: tokens, sessions and the four roles."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import pytest

from shop_client import API, Answer, Client, expect, expect_problem, new_id, new_shop
from shop_fixture import ROLES, Shop
from shop_process import ShopServer, create_token, run_ok

PASSWORD = "một mật khẩu dài 42!"

Call = Callable[[Shop, Client], Answer]


def _new_menu_item(shop: Shop, client: Client) -> Answer:
    return client.post("/menu", {"name": "Trà", "category": "tea", "price": 30_000})


def _change_menu_item(shop: Shop, client: Client) -> Answer:
    item = shop.add_item()
    return client.patch(f"/menu/{item['menu_id']}", {"price": 1_000}, item["etag"])


def _delete_menu_item(shop: Shop, client: Client) -> Answer:
    return client.delete(f"/menu/{shop.add_item()['menu_id']}")


def _sell(shop: Shop, client: Client) -> Answer:
    item = shop.add_item()
    return client.post("/orders", {"items": [{"menu_id": item["menu_id"], "qty": 1}]})


def _prepare(shop: Shop, client: Client) -> Answer:
    order = shop.place(shop.add_item())
    return client.post(f"/orders/{order['order_id']}/status", {"status": "preparing"})


def _refund(shop: Shop, client: Client) -> Answer:
    order = shop.place(shop.add_item())
    body = {"reason": "cold", "restock": False}
    return client.post(f"/orders/{order['order_id']}/refunds", body)


def _define_ingredient(shop: Shop, client: Client) -> Answer:
    body = {"name": "Đường", "unit": "g", "threshold": 10}
    return client.put(f"/inventory/role-{new_id()[:8]}", body)


def _receive_stock(shop: Shop, client: Client) -> Answer:
    path = f"/inventory/{shop.add_ingredient(0)}/movements"
    return client.post(path, {"kind": "receive", "qty": 10})


def _waste_stock(shop: Shop, client: Client) -> Answer:
    path = f"/inventory/{shop.add_ingredient(10)}/movements"
    return client.post(path, {"kind": "waste", "qty": 1})


def _report(name: str) -> Call:
    def ask(shop: Shop, client: Client) -> Answer:
        return client.get(f"/analytics/{name}", **({"bucket": "day"} if name == "sales" else {}))
    return ask


# Only what section 3 of the contract says outright; combinations it leaves open are not here.
ALLOWED: list[tuple[str, Call, set[str], set[str]]] = [
    ("create menu item", _new_menu_item, {"owner", "manager"}, {"cashier", "barista"}),
    ("change menu item", _change_menu_item, {"owner", "manager"}, {"cashier", "barista"}),
    ("delete menu item", _delete_menu_item, {"owner", "manager"}, {"cashier", "barista"}),
    ("sell", _sell, {"owner", "cashier"}, {"barista"}),
    ("prepare an order", _prepare, {"owner", "barista"}, set()),
    ("refund", _refund, {"owner", "manager"}, {"cashier", "barista"}),
    ("define ingredient", _define_ingredient, {"owner", "manager"}, {"cashier", "barista"}),
    ("receive stock", _receive_stock, {"owner", "manager"}, {"cashier", "barista"}),
    ("waste stock", _waste_stock, {"owner", "manager", "barista"}, set()),
    ("sales report", _report("sales"), {"owner", "manager"}, {"barista"}),
    ("key figures", _report("kpis"), {"owner", "manager"}, {"barista"}),
]
GRANTED = [(n, c, r) for n, c, allowed, _ in ALLOWED for r in ROLES if r in allowed]
REFUSED = [(n, c, r) for n, c, _, refused in ALLOWED for r in ROLES if r in refused]


@pytest.mark.parametrize("name,call,role", GRANTED, ids=lambda v: v if isinstance(v, str) else "")
def test_role_may(shop: Shop, name: str, call: Call, role: str) -> None:
    answer = call(shop, shop.client_of(role))

    assert 200 <= answer.status < 300, f"{role} should be allowed to {name}: {answer}"


@pytest.mark.parametrize("name,call,role", REFUSED, ids=lambda v: v if isinstance(v, str) else "")
def test_role_may_not(shop: Shop, name: str, call: Call, role: str) -> None:
    expect_problem(call(shop, shop.client_of(role)), 403)


@pytest.mark.parametrize("name,call", [(n, c) for n, c, _, _ in ALLOWED], ids=lambda v: str(v)[:20])
def test_anonymous_is_401(shop: Shop, name: str, call: Call) -> None:
    expect_problem(call(shop, shop.anonymous), 401)


@pytest.mark.parametrize("path", [
    "/orders", "/inventory", "/analytics/top-items", "/analytics/inventory-alerts", "/events",
    "/session", f"/orders/{new_id()}",
])
def test_reading_without_a_token_is_401(shop: Shop, path: str) -> None:
    expect_problem(shop.anonymous.get(path), 401)


@pytest.mark.parametrize("token", ["x", "", "ä" * 3, "0" * 5000, new_id()])
def test_a_made_up_token_is_401(shop: Shop, token: str) -> None:
    header = {"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    answer = shop.anonymous.call("GET", API + "/orders", headers=header)

    assert answer.status in (401, 431), answer


def test_a_refused_call_changes_nothing(shop: Shop) -> None:
    before = len(list(shop.owner.every("/menu")))

    _new_menu_item(shop, shop.barista)

    assert len(list(shop.owner.every("/menu"))) == before


def test_a_token_made_beside_the_running_server_works_at_once(shop: Shop) -> None:
    token = create_token(shop.server.data, "cashier", "late hire")

    assert shop.server.client(token).get("/orders", shop_id=new_shop()).status == 200


@pytest.fixture(scope="module")
def login_server(tmp_path_factory: pytest.TempPathFactory) -> Any:
    data: Path = tmp_path_factory.mktemp("logins") / "data"
    for role in ROLES:
        run_ok("user", "add", "--data", data, "--role", role, "--username", f"{role}1",
               "--password-stdin", stdin=PASSWORD.encode() + b"\n")
    server = ShopServer(data).start()
    yield server
    server.stop()


def _log_in(server: ShopServer, username: str, password: str = PASSWORD) -> Answer:
    return server.client().post("/session", {"username": username, "password": password})


def _with_cookie(server: ShopServer, method: str, cookie: str) -> Answer:
    headers = {"Cookie": cookie, "Origin": server.url}
    return server.client().call(method, API + "/session", headers=headers)


@pytest.mark.parametrize("role", ROLES)
def test_log_in_who_am_i_log_out(login_server: ShopServer, role: str) -> None:
    answer = _log_in(login_server, f"{role}1")
    expect(answer, 200, 201, 204)
    header = answer.headers["set-cookie"]
    assert "httponly" in header.lower() and "samesite=strict" in header.lower()
    cookie = header.split(";")[0]

    me = expect(_with_cookie(login_server, "GET", cookie), 200)
    assert me["username"] == f"{role}1" and me["role"] == role

    left = _with_cookie(login_server, "DELETE", cookie)
    expect(left, 200, 204)
    assert "storage" not in left.headers.get("clear-site-data", ""), "a till keeps sales there"
    expect_problem(_with_cookie(login_server, "GET", cookie), 401)


@pytest.mark.parametrize("username,password", [("owner1", "wrong"), ("nobody", PASSWORD)])
def test_wrong_password_and_unknown_user_look_alike(
    login_server: ShopServer, username: str, password: str
) -> None:
    problem = expect_problem(_log_in(login_server, username, password), 401)

    reference = expect_problem(_log_in(login_server, "owner1", "also wrong"), 401)
    assert problem["detail"] == reference["detail"] and problem["title"] == reference["title"]


@pytest.mark.parametrize("body,field", [
    ({"username": "owner1"}, "password"),
    ({"password": "x"}, "username"),
    ({"username": 5, "password": "x"}, "username"),
    ({"username": "owner1", "password": "x", "remember": True}, "remember"),
])
def test_log_in_names_bad_fields(login_server: ShopServer, body: dict, field: str) -> None:
    expect_problem(login_server.client().post("/session", body), 422, field=field)


def test_guessing_passwords_runs_into_a_counted_limit(login_server: ShopServer) -> None:
    for _ in range(300):
        answer = _log_in(login_server, "manager1", "guess")
        if answer.status == 429:
            expect_problem(answer, 429)
            return
        expect_problem(answer, 401)
    pytest.fail("300 wrong passwords in a row and never 429")
