"""The other side of a VietQR payment: a bank that signs what it tells, and a phone that scans."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any

from shop_client import API, Answer, expect, new_id, now, stamp
from shop_fixture import Shop

SECRET = "một bí mật của quán và ngân hàng"


def notice(content: str, amount: int = 54_000, **fields: Any) -> dict:
    return {"notice_id": f"FT{new_id()}", "account": "0011012345678", "amount": amount,
            "content": content, "at": stamp(now())} | fields


def signature(body: bytes, sent_at: str, webhook_id: str = "msg_1", secret: str = SECRET) -> str:
    signed = f"{webhook_id}.{sent_at}.".encode() + body
    mac = hmac.new(secret.encode(), signed, hashlib.sha256).digest()
    return "v1," + base64.b64encode(mac).decode()


def send(shop: Shop, told: dict, age_s: int = 0, **headers: str) -> Answer:
    """One signed notice; `headers` replace the right ones."""
    body = json.dumps(told, ensure_ascii=False).encode()
    sent_at = str(int(time.time()) - age_s)
    right = {"webhook-id": "msg_1", "webhook-timestamp": sent_at,
             "webhook-signature": signature(body, sent_at)}
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return shop.anonymous.call("POST", API + "/bank-notices", raw=body, headers=right | changed)


def told_state(answer: Answer) -> str:
    body = expect(answer, 200)
    assert body["success"] is True, answer
    return str(body["state"])


def crc16(text: str) -> int:
    crc = 0xFFFF
    for byte in text.encode():
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def objects(text: str) -> dict[str, str]:
    found = {}
    while text:
        length = int(text[2:4])
        found[text[:2]] = text[4:4 + length]
        assert len(found[text[:2]]) == length > 0
        text = text[4 + length:]
    return found
