"""The data folder: who holds it, its secrets, and the database that belongs to it."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .postgres import Cluster, stop

IN_USE = Words(
    "数据文件夹 {folder} 正由另一个呼应使用{where}。请先停掉它,或用 --data 指定别的文件夹。",
    "The data folder {folder} is in use by another Huying{where}. Stop that one first, or name another with --data.",
)
NOT_WRITABLE = Words("不能写数据文件夹 {folder}:{why}", "Cannot write to the data folder {folder}: {why}")


def _silent(words: Words) -> None:
    """Tell nobody."""


class DataFolder:
    """`home` holds pg/ run/ log/ keys/ media/ static/, the lock and a note about the server that runs."""

    def __init__(self, home: Path) -> None:
        self.home = home.expanduser().resolve()
        self.note = self.home / "server.json"
        self.logins = self.home / "logins.txt"
        self._lock: IO[str] | None = None

    def open(self) -> None:
        """Make the folder and its secrets; Refused when it cannot be written."""
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            (self.home / "keys").mkdir(mode=0o700, exist_ok=True)
            self._signing_key()
        except OSError as error:
            raise Refused(NOT_WRITABLE.fill(folder=self.home, why=error.strerror)) from error

    def _signing_key(self) -> None:
        kept = self.home / "keys" / "signing"
        if kept.exists():
            return
        draft = kept.with_name(f".signing.{secrets.token_hex(4)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(kept)

    def take(self) -> bool:
        """Hold the folder alone until this process ends; False when another does."""
        self._lock = (self.home / "lock").open("a")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            return False
        return True

    def leave(self) -> None:
        """Let others have the folder."""
        if self._lock:
            self._lock.close()

    def running(self) -> dict[str, Any]:
        """What the running server says about itself: `database`, `url`, `pid`; empty when it says nothing."""
        try:
            told: dict[str, Any] = json.loads(self.note.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return told

    def refuse(self) -> Refused:
        """The sentence for who comes second."""
        url = self.running().get("url", "")
        where = Words(f"({url})", f" ({url})") if url else Words("", "")
        return Refused(IN_USE.fill(folder=self.home, where=where))

    def write_note(self, **told: Any) -> None:
        """Say what runs here, whole or not at all."""
        draft = self.note.with_suffix(".new")
        draft.write_text(json.dumps(told))
        draft.replace(self.note)


@contextmanager
def database(home: Path, tell: Callable[[Words], None] = _silent) -> Iterator[str]:
    """The address of the database for a command: DATABASE_URL's, the running server's, or one started for it."""
    folder = DataFolder(home)
    folder.open()
    told = os.environ.get("DATABASE_URL", "")
    if told:
        yield told
        return
    if not folder.take():
        address = folder.running().get("database", "")
        if not address:
            raise folder.refuse()
        yield address
        return
    cluster = Cluster(folder.home)
    child = cluster.start(tell)
    try:
        cluster.database_create()
        yield cluster.address()
    finally:
        stop(child)
        folder.leave()
