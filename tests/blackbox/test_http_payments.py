"""Money by VietQR: what is asked for, what a bank's signed notices do, and what people may say."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path
from typing import Any, Iterator

import pytest

from bank import SECRET, crc16, notice, objects, send, signature, told_state
from shop_client import Answer, expect, expect_problem, new_id, now, stamp
from shop_fixture import Shop
from shop_process import eventually, run_command, run_ok
from sse import EventStream

PRICE = 54_000


@pytest.fixture(scope="module")
def bank_shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    folder = tmp_path_factory.mktemp("payments")
    (folder / "secret").write_text(SECRET + "\n")
    running = Shop.open(folder / "data", "--bank-secret-file", folder / "secret")
    set_account(running)
    yield running
    running.server.stop()


def set_account(shop: Shop, bank_bin: str = "970403", account: str = "0011012345678") -> None:
    for name, value in (("bank_bin", bank_bin), ("bank_account", account),
                        ("bank_account_name", "Nguyễn Thị Lan")):
        run_ok("settings", "set", name, value, "--data", shop.server.data)


def sell(shop: Shop, method: str = "vietqr", **fields: Any) -> dict:
    return shop.place(shop.add_item(PRICE), payment_method=method, **fields)


def payment(shop: Shop, order: dict) -> dict:
    found = shop.cashier.ok(f"/orders/{order['order_id']}/payment")
    assert isinstance(found, dict)
    return found


def payment_events(shop: Shop, order: dict) -> list[tuple[str, int, str]]:
    return [(e["value"]["state"], e["value"]["received"], e["value"]["by"])
            for e in shop.cashier.events(0, topic="payments") if e["key"] == order["order_id"]]


# what is asked for


def test_a_vietqr_order_waits_and_asks_for_its_amount(bank_shop: Shop) -> None:
    order = sell(bank_shop)

    asked = payment(bank_shop, order)

    assert (asked["order_id"], asked["method"], asked["amount"]) == (
        order["order_id"], "vietqr", PRICE)
    assert (asked["state"], asked["received"], asked["confirmed_by"]) == ("waiting", 0, None)
    code, payload = asked["code"], asked["payload"]
    assert 1 <= len(code) <= 12 and code.isalnum() and code.isascii() and code == code.upper()
    assert asked["account"] == {"bank_bin": "970403", "number": "0011012345678",
                                "name": "Nguyễn Thị Lan"}
    assert payload[-4:] == f"{crc16(payload[:-4]):04X}"
    root = objects(payload)
    assert list(root) == ["00", "01", "38", "53", "54", "58", "62", "63"]
    assert (root["01"], root["53"], root["54"], root["58"]) == ("12", "704", str(PRICE), "VN")
    napas = objects(root["38"])
    assert (napas["00"], napas["02"]) == ("A000000727", "QRIBFTTA")
    assert objects(napas["01"]) == {"00": "970403", "01": "0011012345678"}
    assert objects(root["62"]) == {"08": code}
    assert payment(bank_shop, order) == asked
    assert payment_events(bank_shop, order) == [("waiting", 0, order["user_id"])]


def test_the_qr_is_an_svg_image(bank_shop: Shop) -> None:
    order = sell(bank_shop)

    answer = bank_shop.cashier.get(f"/orders/{order['order_id']}/payment/qr.svg")

    assert answer.status == 200, answer
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.body.startswith(b"<svg ") and b"<path d=" in answer.body


def test_cash_and_cards_ask_for_nothing(bank_shop: Shop) -> None:
    order = sell(bank_shop, "cash")

    asked = payment(bank_shop, order)

    assert asked["amount"] == PRICE
    assert [asked[name] for name in ("code", "state", "received", "payload")] == [None] * 4
    qr = bank_shop.cashier.get(f"/orders/{order['order_id']}/payment/qr.svg")
    expect_problem(qr, 409)
    assert payment_events(bank_shop, order) == []


def test_an_offline_sale_by_vietqr_waits_too(bank_shop: Shop) -> None:
    item = bank_shop.add_item(PRICE)
    body = {"order_id": new_id(), "channel": "offline", "created_at": stamp(now()),
            "items": [{"menu_id": item["menu_id"], "qty": 1, "price": PRICE}], "total": PRICE,
            "payment_method": "vietqr"}
    order = expect(bank_shop.cashier.post("/orders", body), 201)

    assert payment(bank_shop, order)["state"] == "waiting"


def test_a_repeated_order_has_one_payment(bank_shop: Shop) -> None:
    item = bank_shop.add_item(PRICE)
    body = {"order_id": new_id(), "items": [{"menu_id": item["menu_id"], "qty": 1}],
            "payment_method": "vietqr"}
    first = expect(bank_shop.cashier.post("/orders", body), 201)
    code = payment(bank_shop, first)["code"]

    expect(bank_shop.cashier.post("/orders", body), 200)

    assert payment(bank_shop, first)["code"] == code
    assert len(payment_events(bank_shop, first)) == 1


def test_the_account_is_read_live_and_checked(own_shop: Shop) -> None:
    order = sell(own_shop)
    assert payment(own_shop, order)["payload"] is None
    problem = expect_problem(
        own_shop.cashier.get(f"/orders/{order['order_id']}/payment/qr.svg"), 409)
    assert "account" in problem["detail"]

    set_account(own_shop, "970436", "99MM24011M34875080")
    assert "99MM24011M34875080" in payment(own_shop, order)["payload"]
    for name, bad in (("bank_bin", "97043"), ("bank_bin", "97043A"), ("bank_account", "00 11"),
                      ("bank_account", "1" * 20), ("bank_account_name", "a\nb")):
        done = run_command("settings", "set", name, bad, "--data", own_shop.server.data)
        assert done.returncode == 1 and name in done.stderr.decode(), done
    run_ok("settings", "set", "bank_account", "", "--data", own_shop.server.data)
    assert payment(own_shop, order)["payload"] is None


# what a bank's notices do


def test_the_exact_amount_is_paid_once_however_often_it_is_told(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    told = notice(f"MBVCB.77.{payment(bank_shop, order)['code']}.CT tu 0011 toi 0022")
    after = bank_shop.owner.last_position()

    answers = [send(bank_shop, told) for _ in range(7)]

    assert {told_state(a) for a in answers} == {"paid"}
    assert len({a.body for a in answers}) == 1
    paid = payment(bank_shop, order)
    assert (paid["state"], paid["received"], paid["payload"]) == ("paid", PRICE, None)
    written = bank_shop.owner.events(after)
    assert [(e["topic"], e["value"]["state"]) for e in written] == [("payments", "paid")]
    assert written[0]["value"]["notice_id"] == told["notice_id"]
    assert written[0]["value"]["by"] == "bank"


def test_a_notice_told_in_parallel_counts_once(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    told = notice(payment(bank_shop, order)["code"])
    answers: list[Answer] = []
    start = threading.Barrier(20)

    def tell() -> None:
        start.wait()
        answers.append(send(bank_shop, told))

    threads = [threading.Thread(target=tell) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [told_state(a) for a in answers] == ["paid"] * 20
    assert payment(bank_shop, order)["received"] == PRICE
    assert [e[:2] for e in payment_events(bank_shop, order)] == [("waiting", 0), ("paid", PRICE)]


@pytest.mark.parametrize("amount", [540, 50_000, PRICE - 1])
def test_less_is_short_and_a_second_transfer_adds_up(bank_shop: Shop, amount: int) -> None:
    order = sell(bank_shop)
    code = payment(bank_shop, order)["code"]
    first = notice(code, amount)
    assert told_state(send(bank_shop, first)) == "short"
    short = payment(bank_shop, order)
    assert (short["state"], short["received"]) == ("short", amount)
    assert objects(short["payload"])["54"] == str(PRICE - amount)

    assert told_state(send(bank_shop, notice(code, PRICE - amount))) == "paid"

    assert payment(bank_shop, order)["received"] == PRICE
    assert told_state(send(bank_shop, first)) == "short", "a repeat is told the same as before"
    assert payment(bank_shop, order)["state"] == "paid"


def test_more_is_over(bank_shop: Shop) -> None:
    order = sell(bank_shop)

    assert told_state(send(bank_shop, notice(payment(bank_shop, order)["code"], 540_000))) == "over"

    over = payment(bank_shop, order)
    assert (over["state"], over["received"], over["payload"]) == ("over", 540_000, None)


@pytest.mark.parametrize("edit", [
    str.lower, lambda code: f"  {code[:4]} {code[4:]}!",
    lambda code: f"{code[:2]}-{code[2:7]}.{code[7:]}",
    lambda code: f"thanh toán ({code}) cảm ơn",
])
def test_a_code_is_found_through_case_spaces_and_punctuation(bank_shop: Shop, edit: Any) -> None:
    order = sell(bank_shop)

    assert told_state(send(bank_shop, notice(edit(payment(bank_shop, order)["code"])))) == "paid"


@pytest.mark.parametrize("edit", [
    lambda code: "tra sua", lambda code: code[:-1], lambda code: code + "1",
    lambda code: "X" + code, lambda code: "",
])
def test_another_text_is_unmatched_until_a_manager_assigns_it(bank_shop: Shop, edit: Any) -> None:
    order, other = sell(bank_shop), sell(bank_shop)
    told = notice(edit(payment(bank_shop, order)["code"]))
    assert told_state(send(bank_shop, told)) == "unmatched"
    assert payment(bank_shop, order)["state"] == "waiting"
    listed = [n for n in bank_shop.manager.every("/bank-notices", state="unmatched", limit=1)
              if n["notice_id"] == told["notice_id"]]
    assert len(listed) == 1
    assert {k: listed[0][k] for k in told} == told
    assert (listed[0]["state"], listed[0]["order_id"], listed[0]["assigned_by"]) == (
        "unmatched", None, None)

    path = f"/bank-notices/{told['notice_id']}/assign"
    after = bank_shop.owner.last_position()
    for _ in range(3):
        paid = expect(bank_shop.manager.post(path, {"order_id": order["order_id"]}), 200)
        assert (paid["state"], paid["received"]) == ("paid", PRICE)
    expect_problem(bank_shop.manager.post(path, {"order_id": other["order_id"]}), 409)

    written = bank_shop.owner.events(after)
    assert [e["topic"] for e in written] == ["payments", "audit"]
    assert written[0]["value"]["by"] == written[1]["value"]["actor"] == "test-manager"
    assert written[1]["value"]["action"] == "notice.assign"
    assert told_state(send(bank_shop, told)) == "unmatched"
    assert told["notice_id"] not in [
        n["notice_id"] for n in bank_shop.manager.every("/bank-notices", state="unmatched")]
    assert payment(bank_shop, order)["received"] == PRICE


def test_a_text_with_two_codes_is_unmatched(bank_shop: Shop) -> None:
    codes = [payment(bank_shop, sell(bank_shop))["code"] for _ in range(2)]

    assert told_state(send(bank_shop, notice(" ".join(codes), 2 * PRICE))) == "unmatched"


def test_the_same_id_with_other_content_is_409(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    told = notice(payment(bank_shop, order)["code"], 1_000)
    told_state(send(bank_shop, told))

    for change in ({"amount": PRICE}, {"content": "x"}, {"account": "1"},
                   {"at": "2026-01-01T00:00:00Z"}):
        expect_problem(send(bank_shop, told | change), 409)

    assert payment(bank_shop, order)["received"] == 1_000


# who may say so


def test_a_wrong_signature_changes_nothing(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    told = notice(payment(bank_shop, order)["code"])
    body = json.dumps(told, ensure_ascii=False).encode()
    sent_at = str(int(time.time()))
    right = signature(body, sent_at)

    for headers in (
        {"webhook_signature": "v1,AAAA"},
        {"webhook_signature": signature(body, sent_at, secret="another secret of a stranger")},
        {"webhook_signature": right[3:], "webhook_timestamp": sent_at},
        {"webhook_signature": right, "webhook_timestamp": sent_at, "webhook_id": "msg_2"},
        {"webhook_signature": signature(body + b" ", sent_at), "webhook_timestamp": sent_at},
        {"webhook_timestamp": "soon"},
    ):
        expect_problem(send(bank_shop, told, **headers), 401)
    expect_problem(bank_shop.anonymous.post("/bank-notices", told), 401)
    expect_problem(bank_shop.owner.post("/bank-notices", told), 401)

    assert payment(bank_shop, order)["state"] == "waiting"


def test_an_old_or_early_notice_is_refused(bank_shop: Shop) -> None:
    told = notice("old")

    expect_problem(send(bank_shop, told, age_s=310), 401)
    expect_problem(send(bank_shop, told, age_s=-310), 401)

    assert told_state(send(bank_shop, told, age_s=280)) == "unmatched"


def test_one_of_several_signatures_is_enough(bank_shop: Shop) -> None:
    told = notice("rotating secrets")
    body = json.dumps(told, ensure_ascii=False).encode()
    sent_at = str(int(time.time()))

    answer = send(bank_shop, told, webhook_timestamp=sent_at,
                  webhook_signature="v1,AAAA " + signature(body, sent_at))

    assert told_state(answer) == "unmatched"


@pytest.mark.parametrize("change,field", [
    ({"amount": 0}, "amount"), ({"amount": "54000"}, "amount"), ({"amount": 1.5}, "amount"),
    ({"notice_id": ""}, "notice_id"), ({"at": "yesterday"}, "at"), ({"fee": 1}, "fee"),
    ({"content": "x" * 501}, "content"),
])
def test_a_signed_notice_that_makes_no_sense_names_the_field(
    bank_shop: Shop, change: dict, field: str
) -> None:
    expect_problem(send(bank_shop, notice("x") | change), 422, field=field)


def test_a_shop_without_a_secret_takes_no_notices(shop: Shop) -> None:
    expect_problem(send(shop, notice("x")), 404)


def test_a_secret_that_is_too_short_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short\n")

    done = run_command("serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0",
                       "--bank-secret-file", tmp_path / "secret")

    assert done.returncode == 2 and b"bank-secret-file" in done.stderr


# what people say


def test_a_confirmation_by_hand_names_who(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    path = f"/orders/{order['order_id']}/payment"
    after = bank_shop.owner.last_position()

    answers = [expect(bank_shop.cashier.post(path, {}), 200) for _ in range(3)]

    assert answers[0] == answers[1] == answers[2] == payment(bank_shop, order)
    assert (answers[0]["state"], answers[0]["received"], answers[0]["confirmed_by"]) == (
        "paid", PRICE, "test-cashier")
    written = bank_shop.owner.events(after)
    assert [e["topic"] for e in written] == ["payments", "audit"]
    audit = written[1]["value"]
    assert (audit["actor"], audit["action"], audit["entity"]) == (
        "test-cashier", "payment.confirm", order["order_id"])
    assert (audit["before"]["state"], audit["after"]["state"]) == ("waiting", "paid")
    expect_problem(bank_shop.cashier.post(path, {"received": 1}), 409)

    code = answers[0]["code"]
    assert told_state(send(bank_shop, notice(code))) == "paid", "the same money is not added"
    assert payment(bank_shop, order)["received"] == PRICE


def test_a_short_payment_can_be_accepted_by_hand(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    told_state(send(bank_shop, notice(payment(bank_shop, order)["code"], PRICE - 500)))

    path = f"/orders/{order['order_id']}/payment"
    done = expect(bank_shop.cashier.post(path, {"received": PRICE - 500}), 200)

    assert (done["state"], done["received"]) == ("paid", PRICE - 500)


@pytest.mark.parametrize("body,field", [
    ({"received": -1}, "received"), ({"received": "x"}, "received"), ({"paid": True}, "paid"),
])
def test_a_bad_confirmation_names_the_field(bank_shop: Shop, body: dict, field: str) -> None:
    path = f"/orders/{sell(bank_shop)['order_id']}/payment"

    expect_problem(bank_shop.cashier.post(path, body), 422, field=field)


def test_only_sellers_see_payments_and_only_managers_notices(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    path = f"/orders/{order['order_id']}/payment"
    for client in (bank_shop.owner, bank_shop.manager, bank_shop.cashier):
        expect(client.get(path), 200)
    for call in (bank_shop.barista.get(path), bank_shop.barista.get(path + "/qr.svg"),
                 bank_shop.barista.post(path, {}), bank_shop.cashier.get("/bank-notices"),
                 bank_shop.cashier.post("/bank-notices/x/assign", {"order_id": new_id()})):
        expect_problem(call, 403)
    expect_problem(bank_shop.anonymous.get(path), 401)
    expect_problem(bank_shop.cashier.get(f"/orders/{new_id()}/payment"), 404)
    unknown = bank_shop.owner.post("/bank-notices/x/assign", {"order_id": order["order_id"]})
    expect_problem(unknown, 404)


def test_payments_reach_a_cashiers_stream(bank_shop: Shop) -> None:
    port = bank_shop.server.port
    with EventStream(port, bank_shop.barista.token, "payments") as refused:
        assert refused.response.status == 403
    with EventStream(port, bank_shop.cashier.token, "payments") as stream:
        assert stream.response.status == 200
        order = sell(bank_shop)
        told_state(send(bank_shop, notice(payment(bank_shop, order)["code"])))
        seen = [event.data["value"] for event in stream.take(2)]

    assert [(e["order_id"], e["state"]) for e in seen] == [
        (order["order_id"], "waiting"), (order["order_id"], "paid")]


# the fake bank


def test_the_fake_bank_sends_signed_notices(bank_shop: Shop, tmp_path: Path) -> None:
    order = sell(bank_shop)
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    code = payment(bank_shop, order)["code"]
    arguments = ["fake-bank", "--url", bank_shop.server.url, "--secret-file", secret,
                 "--content", f"{code} chuyen tien", "--amount", str(PRICE), "--times", "7"]

    lines = run_ok(*arguments).splitlines()

    assert lines == ['200 {"success":true,"state":"paid"}'] * 7
    assert payment(bank_shop, order)["received"] == PRICE
    assert run_ok(*arguments[:-2], "--notice-id", f"x{new_id()}") == (
        '200 {"success":true,"state":"over"}\n')

    secret.write_text("another secret of somebody else\n")
    done = run_command(*arguments)
    assert done.returncode == 1 and done.stdout.startswith(b"401 ")


def test_simulated_customers_pay_by_notices(bank_shop: Shop, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    bank_shop.add_item(PRICE)
    after = bank_shop.owner.last_position()

    done = json.loads(run_ok(
        "simulate", "--url", bank_shop.server.url, "--token", str(bank_shop.owner.token),
        "--rate", "30", "--seconds", "2", "--seed", "3", "--bank-secret-file", secret))

    states: dict[str, str] = {}
    for event in bank_shop.cashier.events(after, topic="payments"):
        states[event["key"]] = event["value"]["state"]
    assert done["payments"] > 5
    assert list(states.values()) == ["paid"] * done["payments"]


def test_payments_leave_the_analytics_alone(bank_shop: Shop) -> None:
    order = sell(bank_shop)
    told_state(send(bank_shop, notice(payment(bank_shop, order)["code"])))

    def caught_up() -> bool:
        details = bank_shop.anonymous.call("GET", "/readyz").json()["details"]
        return bool(details["engine_lag"] == 0)

    eventually(caught_up, "the engine to read the log")
    dead = bank_shop.owner.ok("/dead-letters")["items"]
    assert [letter for letter in dead if letter["topic"] == "payments"] == []
