"""Another person takes over a till by PIN, where somebody is signed in, not by guessing."""

from typing import Any

import pytest

from shop_client import API, Answer, expect, expect_problem
from shop_fixture import Shop
from test_http_users import add, change, log_in

PIN = "704219"


def cookie_of(answer: Answer) -> str:
    return answer.headers["set-cookie"].split(";")[0]


def take_over(shop: Shop, login: Answer, username: str, pin: str) -> Answer:
    headers = {"Cookie": cookie_of(login), "Origin": shop.server.url}
    body = {"username": username, "pin": pin}
    return shop.anonymous.call("POST", API + "/session/pin", body, headers=headers)


def who(shop: Shop, login: Answer) -> Answer:
    return shop.anonymous.call("GET", API + "/session", headers={"Cookie": cookie_of(login)})


def add_with_pin(shop: Shop, role: str) -> str:
    username = add(shop, role)
    assert expect(change(shop, username, pin=PIN), 200)["has_pin"] is True
    return username


def test_a_manager_takes_over_a_cashiers_till_and_the_cashiers_session_ends(shop: Shop) -> None:
    cashier = log_in(shop, add(shop, "cashier"))
    manager = add_with_pin(shop, "manager")

    taken = take_over(shop, cashier, manager, PIN)

    assert expect(taken, 200)["role"] == "manager"
    assert "HttpOnly" in taken.headers["set-cookie"]
    assert expect(who(shop, taken), 200)["username"] == manager
    expect_problem(who(shop, cashier), 401)


def test_a_pin_is_not_shown_and_only_who_has_one_is_listed(shop: Shop) -> None:
    with_pin, without = add_with_pin(shop, "barista"), add(shop)

    people = expect(shop.cashier.get("/session/people"), 200)["items"]

    assert {"username": with_pin, "role": "barista"} in people
    assert without not in [person["username"] for person in people]
    assert PIN not in str(people) + str(shop.owner.every("/users"))


def test_a_pin_is_no_password_and_a_token_no_session(shop: Shop) -> None:
    username = add_with_pin(shop, "manager")

    expect_problem(log_in(shop, username, PIN), 401)
    body = {"username": username, "pin": PIN}
    expect_problem(shop.anonymous.post("/session/pin", body), 401)
    refused = expect_problem(shop.owner.post("/session/pin", body), 403)
    assert refused["type"].endswith("pin-needs-session")


def test_after_five_wrong_pins_only_the_password_helps(shop: Shop) -> None:
    cashier = log_in(shop, add(shop))
    manager = add_with_pin(shop, "manager")
    for _ in range(5):
        assert expect_problem(take_over(shop, cashier, manager, "999000"), 403)["type"].endswith(
            "pin-wrong")
    locked = expect_problem(take_over(shop, cashier, manager, PIN), 403)
    assert locked["type"].endswith("pin-locked")
    expect(who(shop, cashier), 200)

    expect(log_in(shop, manager), 200)
    expect(take_over(shop, cashier, manager, PIN), 200)
    actions = [e["value"]["action"] for e in shop.owner.events(0, topic="audit")
               if e["value"]["entity"] == manager]
    assert actions[1:] == ["user.pin", "pin.last_try", "session.open", "session.switch"]


@pytest.mark.parametrize("pin", ["12345", "123456", "000000", "704219345", "70421a", "７０４２１９"])
def test_a_pin_that_is_easy_to_guess_is_refused_by_name(shop: Shop, pin: str) -> None:
    problem = expect_problem(change(shop, add(shop), pin=pin), 422)
    assert [error["field"] for error in problem["errors"]] == ["pin"]


@pytest.mark.parametrize("body", [{}, {"username": "lan"}, {"username": "lan", "pin": 704219},
                                  {"username": "lan", "pin": PIN, "role": "owner"}])
def test_a_body_that_is_none_is_refused(shop: Shop, body: dict[str, Any]) -> None:
    expect_problem(shop.owner.post("/session/pin", body), 422)


def test_an_empty_pin_takes_it_away(shop: Shop) -> None:
    cashier = log_in(shop, add(shop))
    manager = add_with_pin(shop, "manager")
    assert expect(change(shop, manager, pin=""), 200)["has_pin"] is False
    expect_problem(take_over(shop, cashier, manager, PIN), 403)
