"""A private PostgreSQL cluster with durability on, for the peers."""

import os
import pathlib
import pwd
import shutil
import signal

from lib import paths, processes

# The peer's best known settings on this machine; README.md says how they were found.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "max_connections": "120",
    "logging_collector": "off",
}
_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on",
            "data_checksums": "on"}


def _program(name):
    """The server's own programs are not on the PATH of a plain Debian installation."""
    versions = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for folder in versions:
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    if not found:
        raise SystemExit(f"{name} is missing: apt-get install postgresql-15")
    return found


class Postgres:
    """Started by the constructor; ends with the other processes of the benchmark."""

    def __init__(self, folder, settings=None):
        self.folder = pathlib.Path(folder) / "postgres"
        self.port = paths.free_port()
        self.user = None
        if os.geteuid() == 0:
            names = {entry.pw_name for entry in pwd.getpwall()}
            self.user = "postgres" if "postgres" in names else "nobody"
        self.sockets = paths.socket_folder()
        self.folder.mkdir()
        if self.user:
            for folder in (self.folder, self.sockets):
                shutil.chown(folder, self.user)
        self._initialise()
        self._args = [_program("postgres"), "-D", self.folder / "data", "-p", self.port,
                      "-k", self.sockets]
        for key, value in {**SETTINGS, **(settings or {})}.items():
            self._args += ["-c", f"{key}={value}"]
        self.process = None
        self.restart()
        self._check_durable()

    def restart(self):
        if self.process:
            self.process.stop()
        # INT is the fast shutdown; TERM would wait for the pooled clients.
        self.process = processes.Process(self._args, self.folder / "log", user=self.user, cwd="/",
                                         stop_signal=signal.SIGINT)
        processes.wait_until(self._answers, "PostgreSQL", self.process, timeout_s=60)

    def _initialise(self):
        args = [_program("initdb"), "-D", str(self.folder / "data"), "-U", "bench", "--auth=trust",
                "--data-checksums", "--encoding=UTF8", "--locale=C.UTF-8"]
        options = {"cwd": "/"}
        if self.user:
            entry = pwd.getpwnam(self.user)
            options |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        processes.run(args, **options)

    def _answers(self):
        try:
            self.query("SELECT 1")
            return True
        except RuntimeError:
            return False

    def _check_durable(self):
        for name, wanted in _DURABLE.items():
            value = self.query(f"SHOW {name}")
            if value != wanted:
                raise RuntimeError(f"PostgreSQL would not be durable: {name} is {value}")

    def psql(self, *args):
        return processes.run([_program("psql"), "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1",
                              "-h", self.sockets, "-p", self.port, "-U", "bench", *args]).strip()

    def query(self, sql, database="postgres"):
        return self.psql("-d", database, "-c", sql)

    def create_database(self, name, schema, rows=""):
        self.query(f"CREATE DATABASE {name}")
        self.psql("-d", name, "-f", schema)
        if rows:
            self.query(rows, name)

    def wal_flushes(self):
        """Flushes of the write-ahead log so far. Backends report when they end, so ask only when
        the peer has been stopped."""
        return int(self.query("SELECT wal_sync FROM pg_stat_wal"))

    def settle(self):
        """Ends the background work of the last round, so that it does not fall into the next."""
        self.query("CHECKPOINT")

    def environment(self, database):
        return {"PGHOST": str(self.sockets), "PGPORT": str(self.port), "PGUSER": "bench",
                "PGDATABASE": database}
