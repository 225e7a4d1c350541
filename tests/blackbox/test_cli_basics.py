"""The command line itself: help, version, exit codes, tokens, users, demo, doctor, serve."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable

import pytest

from shop_client import expect
from shop_fixture import ROLES
from shop_process import ShopServer, create_token, run_command, run_ok

COMMANDS = [
    ["serve"], ["token", "create"], ["user", "add"], ["demo"], ["import", "orders"], ["simulate"],
    ["consume"], ["replay"], ["stream"], ["reconcile"], ["rebuild"], ["backup"], ["restore"],
    ["doctor"],
]
StartServer = Callable[[Path], ShopServer]


def test_help_lists_the_subcommands_on_stdout() -> None:
    text = run_ok("--help")

    assert [c[0] for c in COMMANDS if c[0] not in text] == []


def test_version_is_one_line_on_stdout() -> None:
    done = run_command("--version")

    assert done.returncode == 0
    assert re.search(r"\d+\.\d+", done.stdout.decode()) and done.stdout.count(b"\n") == 1


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_subcommand_has_help(command: list[str]) -> None:
    assert len(run_ok(*command, "--help")) > 20


@pytest.mark.parametrize("arguments", [
    ["no-such-command"], ["--no-such-option"], ["token", "create"], ["token", "fly"],
    ["serve", "--no-such-option"], ["user", "add", "--data", "DIR"],
    ["consume", "--data", "DIR"], ["reconcile"], ["rebuild"], ["backup"], ["import", "orders"],
    ["token", "create", "--data", "DIR", "--role", "king", "--name", "x"],
    ["user", "add", "--data", "DIR", "--role", "king", "--username", "x", "--password-stdin"],
    ["serve", "--data", "DIR", "--listen", "not an address"],
    ["simulate", "--url", "http://127.0.0.1:1", "--token", "t", "--rate", "fast", "--seconds", "1"],
    ["replay", "unexpected"],
], ids=" ".join)
def test_wrong_usage_exits_2_and_talks_on_stderr_only(
    arguments: list[str], tmp_path: Path
) -> None:
    done = run_command(*[str(tmp_path / "d") if a == "DIR" else a for a in arguments],
                       stdin=b"secret password 1\n")

    assert done.returncode == 2, done
    assert done.stdout == b"" and done.stderr != b""


@pytest.mark.parametrize("role", ROLES)
def test_token_create_prints_the_token_and_only_it(role: str, tmp_path: Path) -> None:
    out = run_ok("token", "create", "--data", tmp_path / "data", "--role", role, "--name", "n")

    assert re.fullmatch(r"[\x21-\x7e]{16,}\n", out), out


def test_tokens_differ_and_are_not_stored_in_clear(tmp_path: Path) -> None:
    data = tmp_path / "data"
    tokens = [create_token(data, "owner") for _ in range(3)]

    assert len(set(tokens)) == 3
    stored = b"".join(f.read_bytes() for f in data.rglob("*") if f.is_file())
    assert all(token.encode() not in stored for token in tokens)


def test_a_second_user_of_one_name_exits_1(tmp_path: Path) -> None:
    arguments = ["user", "add", "--data", str(tmp_path / "data"), "--role", "owner",
                 "--username", "lan", "--password-stdin"]
    run_ok(*arguments, stdin=b"a long enough pass phrase 1\n")

    done = run_command(*arguments, stdin=b"a long enough pass phrase 2\n")

    assert done.returncode == 1 and b"lan" in done.stderr


def test_an_empty_password_exits_nonzero(tmp_path: Path) -> None:
    done = run_command("user", "add", "--data", tmp_path / "data", "--role", "owner",
                       "--username", "lan", "--password-stdin", stdin=b"\n")

    assert done.returncode in (1, 2) and done.stderr


def test_a_user_added_beside_the_running_shop_can_log_in(
    tmp_path: Path, start_server: StartServer
) -> None:
    server = start_server(tmp_path / "data")
    run_ok("user", "add", "--data", server.data, "--role", "cashier", "--username", "minh",
           "--password-stdin", stdin=b"a long enough pass phrase 1\n")

    body = {"username": "minh", "password": "a long enough pass phrase 1"}
    expect(server.client().post("/session", body), 200, 201, 204)


def test_demo_makes_a_menu_that_sells(tmp_path: Path, start_server: StartServer) -> None:
    data = tmp_path / "data"
    run_ok("demo", "--data", data)
    server = start_server(data)
    owner = server.client(create_token(data, "owner"))

    menu = list(owner.every("/menu"))
    assert len(menu) >= 20
    assert len({i["category"] for i in menu}) > 1
    assert any(i["option_groups"] for i in menu) and all(i["recipe"] for i in menu)
    stock = list(owner.every("/inventory"))
    assert stock and all(i["on_hand"] > 0 for i in stock)
    for item in menu:
        options = [
            option["option_id"] for group in item["option_groups"] if group["required"]
            for option in group["options"][: max(1, group["min"])]
        ]
        line = {"menu_id": item["menu_id"], "qty": 1, "options": options}
        expect(owner.post("/orders", {"items": [line]}), 201)


def test_demo_twice_doubles_nothing(tmp_path: Path) -> None:
    data = tmp_path / "data"
    run_ok("demo", "--data", data)
    before = run_ok("consume", "menu_updates", "--data", data, "--from", "earliest")

    done = run_command("demo", "--data", data)

    assert done.returncode in (0, 1)
    after = run_ok("consume", "menu_updates", "--data", data, "--from", "earliest")
    assert after.count('"create"') == before.count('"create"')


def test_doctor_checks_a_healthy_folder(tmp_path: Path) -> None:
    run_ok("demo", "--data", tmp_path / "data")

    done = run_command("doctor", "--data", tmp_path / "data")

    assert done.returncode in (0, 1) and len(done.stdout.splitlines()) >= 2, done


def test_doctor_needs_no_options() -> None:
    assert run_command("doctor").returncode in (0, 1)


def test_doctor_finds_a_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")

    assert run_command("doctor", "--data", tmp_path / "file").returncode == 1


def test_a_second_server_on_the_same_folder_is_refused(
    tmp_path: Path, start_server: StartServer
) -> None:
    server = start_server(tmp_path / "data")

    done = run_command("serve", "--data", server.data, "--listen", "127.0.0.1:0", timeout_s=20)

    assert done.returncode == 1 and done.stderr
    assert server.client().call("GET", "/readyz").status == 200


def test_a_port_in_use_exits_1(tmp_path: Path, start_server: StartServer) -> None:
    server = start_server(tmp_path / "one")

    done = run_command("serve", "--data", tmp_path / "two",
                       "--listen", f"127.0.0.1:{server.port}", timeout_s=20)

    assert done.returncode == 1 and done.stderr


def test_serve_ends_with_0_on_sigterm(tmp_path: Path, start_server: StartServer) -> None:
    assert start_server(tmp_path / "data").stop() == 0


def test_there_is_no_default_login(tmp_path: Path, start_server: StartServer) -> None:
    client = start_server(tmp_path / "data").client()

    for name in ("admin", "owner", "root"):
        body = {"username": name, "password": name}
        assert client.post("/session", body).status in (401, 422)


@pytest.mark.parametrize("flush", [[], ["--flush"]], ids=str)
def test_replay_of_nothing_prints_only_the_counts(flush: list[str]) -> None:
    done = run_command("replay", *flush, stdin=b"")

    assert done.returncode == 0 and done.stdout == b""
    assert done.stderr.rstrip().splitlines()[-1].startswith(b"{")


def test_replay_reads_a_last_line_without_a_newline() -> None:
    done = run_command("replay", stdin=b'{"topic":"clock","value":{"at":"2026-03-01T10:00:00Z"}}')

    assert done.returncode == 0 and b'"clock"' in done.stderr.splitlines()[-1]
