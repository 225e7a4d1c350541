"""Counting flushes with strace: the cross-check of what the stores say about themselves."""

import json
import re
import signal
import subprocess
import time

from lib import paths, processes, sides

_CALLS = "fsync,fdatasync,sync_file_range,msync,syncfs"


def device_rate(folder, seconds=1.0):
    """The device's own flush rate: 4 KiB append + fdatasync in a loop."""
    return json.loads(processes.run([paths.tool("flush_probe"), folder, seconds]))


def traced(side, folder, seconds=2, connections=64):
    """Flush calls of all the side's processes during a short load of its own, by name.

    Gives {"acknowledged", "calls": {name: times}}, or None where strace may not attach. Tracing
    slows the side down, so its rate here means nothing.
    """
    out = folder / "strace.txt"
    out.unlink(missing_ok=True)
    pids = [str(pid) for root in side.roots() for pid in processes.tree(root)]
    try:
        strace = subprocess.Popen(
            ["strace", "-f", "-c", "-o", str(out), "-e", f"trace={_CALLS}",
             *[part for pid in pids for part in ("-p", pid)]],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    except FileNotFoundError:
        return None
    time.sleep(0.5)
    try:
        if strace.poll() is not None:
            return None
        result = sides.load(side, seconds=seconds, connections=connections)
    finally:
        if strace.poll() is None:
            strace.send_signal(signal.SIGINT)
        strace.wait()
    calls = {m[2]: int(m[1]) for m in re.finditer(
        r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?(\w+)$", out.read_text(), re.MULTILINE)
        if m[2] != "total"}
    return {"acknowledged": result["acknowledged"], "calls": calls}
