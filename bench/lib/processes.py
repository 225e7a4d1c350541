"""Processes of a benchmark: started here, measured from /proc, and always stopped by pid."""

import atexit
import ctypes
import os
import pathlib
import pwd
import signal
import subprocess
import sys
import time

_TICKS = os.sysconf("SC_CLK_TCK")
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)
_running: list["Process"] = []


def _die_with_parent():
    """Runs in the child: when the benchmark is killed, the kernel ends the child too."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Process:
    """A child process with its log file. `tree_*` values include all its descendants."""

    def __init__(self, args, log, *, env=None, cwd=None, user=None, stop_signal=signal.SIGTERM,
                 cpus=None):
        self.args = [str(a) for a in args]
        self.log = pathlib.Path(log)
        self.stop_signal = stop_signal

        def prepare():
            _die_with_parent()
            if cpus is not None:
                os.sched_setaffinity(0, cpus)

        options = {}
        if user is not None:
            entry = pwd.getpwnam(user)
            options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        with self.log.open("ab") as out:
            self._popen = subprocess.Popen(
                self.args, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=cwd,
                env={**os.environ, **(env or {})}, preexec_fn=prepare, **options)
        self.pid = self._popen.pid
        _running.append(self)

    def alive(self):
        return self._popen.poll() is None

    def tail(self, lines=15):
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])

    def kill(self):
        """kill -9, as a crash: no chance to tidy up."""
        if self.alive():
            os.kill(self.pid, signal.SIGKILL)
        self._forget()

    def stop(self, timeout_s=30):
        if self.alive():
            os.kill(self.pid, self.stop_signal)
            try:
                self._popen.wait(timeout_s)
            except subprocess.TimeoutExpired:
                print(f"{self.args[0]} did not stop in {timeout_s} s: killed", file=sys.stderr)
                os.kill(self.pid, signal.SIGKILL)
        self._forget()

    def _forget(self):
        self._popen.wait()
        if self in _running:
            _running.remove(self)


def run(args, **options):
    """A short command: its stdout, or an exception that shows what it said."""
    done = subprocess.run([str(a) for a in args], capture_output=True, text=True, check=False,
                          **options)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()
        raise RuntimeError(f"{' '.join(str(a) for a in args)}: exit {done.returncode}\n{said}")
    return done.stdout


def wait_until(condition, what, process=None, timeout_s=60, step_s=0.02):
    """Polls until condition() is true; gives the time it took in seconds."""
    start = time.monotonic()
    while not condition():
        if process is not None and not process.alive():
            raise RuntimeError(f"{what}: the process ended\n{process.tail()}")
        if time.monotonic() - start > timeout_s:
            said = f"\n{process.tail()}" if process is not None else ""
            raise RuntimeError(f"{what}: not within {timeout_s} s{said}")
        time.sleep(step_s)
    return time.monotonic() - start


def stop_all():
    for process in reversed(list(_running)):
        process.stop()


def stop_on_exit():
    """Call once at the start: Ctrl-C, TERM, an error or the end all stop what was started."""
    atexit.register(stop_all)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(143))


def tree(pid):
    """The pids of a process and all its living descendants."""
    children = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(int(entry.name))
            if fields:
                children.setdefault(int(fields[1]), []).append(int(entry.name))
    found, left = [], [pid]
    while left:
        current = left.pop()
        found.append(current)
        left.extend(children.get(current, []))
    return found


def _stat(pid):
    """The fields of /proc/PID/stat after the name: state, ppid, ...; empty when it has gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return []
    return text[text.rindex(")") + 2:].split()


def cpu_seconds(pids):
    """User and system time of the trees under these pids, with children that have already ended."""
    ticks = 0
    for pid in pids:
        for member in tree(pid):
            fields = _stat(member)
            if fields:
                ticks += sum(int(value) for value in fields[11:15])
    return ticks / _TICKS


def memory_mib(pids, field="Pss"):
    """Proportional memory (shared pages counted once) of the trees under these pids."""
    kib = 0
    for pid in pids:
        for member in tree(pid):
            try:
                text = pathlib.Path(f"/proc/{member}/smaps_rollup").read_text()
            except OSError:
                continue
            kib += sum(int(line.split()[1]) for line in text.splitlines()
                       if line.startswith(field + ":"))
    return kib / 1024


def peak_rss_mib(pid):
    """The most memory one process has had resident (VmHWM)."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) / 1024 for line in text.splitlines()
                if line.startswith("VmHWM:"))
