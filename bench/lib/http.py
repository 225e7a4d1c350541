"""The few HTTP calls the benchmarks make besides the load itself."""

import http.client
import json


class HttpError(RuntimeError):
    def __init__(self, method, path, status, text):
        super().__init__(f"{method} {path}: {status} {text[:400]}")
        self.status = status


def request(port, method, path, body=None, token=None, timeout_s=60):
    """Gives (status, text)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout_s)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    payload = None
    if body is not None:
        payload = json.dumps(body)
        headers["Content-Type"] = "application/json"
    try:
        connection.request(method, path, payload, headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def call(port, method, path, body=None, token=None):
    """The decoded answer; an exception when the status is not 2xx."""
    status, text = request(port, method, path, body, token)
    if not 200 <= status < 300:
        raise HttpError(method, path, status, text)
    return json.loads(text) if text else None


def answers(port, path, status=200):
    """True when the server gives this status; false also while nobody listens."""
    try:
        return request(port, "GET", path, timeout_s=5)[0] == status
    except (OSError, http.client.HTTPException):
        return False
