"""Signs the bank notices that schemathesis makes up, so that its fuzz gets past the signature.

Loaded by SCHEMATHESIS_HOOKS. Only calls whose three headers are as the document wants them are
signed: what is missing or malformed goes out as it was made, and must be refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import time
from typing import Any

import requests

_send = requests.Session.send


def signed(request: requests.PreparedRequest) -> None:
    sent = [request.headers.get(name) for name in
            ("webhook-id", "webhook-timestamp", "webhook-signature")]
    webhook_id, sent_at, signature = [
        value.decode("latin-1") if isinstance(value, bytes) else value for value in sent]
    if not webhook_id or not signature or not re.fullmatch(r"[0-9]{1,12}", sent_at or ""):
        return
    body = request.body or b""
    raw = body.encode() if isinstance(body, str) else bytes(body)
    now = str(int(time.time()))
    mac = hmac.new(os.environ["BANK_SECRET"].encode(),
                   webhook_id.encode("latin-1") + f".{now}.".encode() + raw, hashlib.sha256)
    request.headers["webhook-timestamp"] = now
    request.headers["webhook-signature"] = "v1," + base64.b64encode(mac.digest()).decode()


def send(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> Any:
    if request.method == "POST" and request.path_url.split("?")[0] == "/api/v1/bank-notices":
        signed(request)
    return _send(self, request, **options)


requests.Session.send = send  # type: ignore[method-assign]
