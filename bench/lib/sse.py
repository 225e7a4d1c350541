"""A small client for server-sent events that notes when each frame arrived."""

import json
import socket
import threading
import time


class LiveNumbers(threading.Thread):
    """Follows /events/stream?topics=live and keeps (arrival ns, data) of every frame.

    Times are CLOCK_MONOTONIC, the clock of the load generator's acknowledgements. Reading and
    decoding are apart: a frame's time is taken when its bytes arrive, and all is decoded later.
    """

    def __init__(self, port, token, path="/api/v1/events/stream?topics=live"):
        super().__init__(daemon=True)
        self._chunks = []
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self._socket.sendall((f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                              "Accept: text/event-stream\r\n"
                              f"Authorization: Bearer {token}\r\n\r\n").encode())
        first = self._socket.recv(65536)
        status = int(first.split(b" ", 2)[1])
        if status != 200:
            raise RuntimeError(f"GET {path}: {first[:400].decode(errors='replace')}")
        self._chunks.append((time.monotonic_ns(), first))
        self.start()

    def run(self):
        while True:
            try:
                data = self._socket.recv(1 << 18)
            except OSError:
                return
            if not data:
                return
            self._chunks.append((time.monotonic_ns(), data))

    def close(self):
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.join(5)
        self._socket.close()

    def frames(self):
        """[(arrival ns, decoded data)] of every frame with data, in order of arrival."""
        found = []
        rest = b""
        for at, body in _bodies(list(self._chunks)):
            *lines, rest = (rest + body).split(b"\n")
            found += [(at, json.loads(line[5:])) for line in lines if line.startswith(b"data:")]
        return found


def _bodies(pieces):
    """The received pieces without the answer's head and without its transfer encoding."""
    data, chunked, left = b"", None, 0
    for at, piece in pieces:
        data += piece
        if chunked is None:
            head, end, data_behind = data.partition(b"\r\n\r\n")
            if not end:
                continue
            chunked, data = b"transfer-encoding: chunked" in head.lower(), data_behind
        if not chunked:
            yield at, data
            data = b""
            continue
        body = b""
        while data:
            if left == 0:  # At a size line; the line end of the chunk before it may come first.
                line, end, data_behind = data.removeprefix(b"\r\n").partition(b"\r\n")
                if not end:
                    break
                left, data = int(line.split(b";")[0], 16), data_behind
                if left == 0:
                    break
            body += data[:left]
            left, data = left - len(data[:left]), data[left:]
        yield at, body
