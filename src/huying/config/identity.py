"""As whom PostgreSQL runs when we are root: it refuses to run as root itself."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from huying.kernel.refused import Refused
from huying.kernel.words import Words

NOBODY = 65534

NO_WAY = Words(
    "PostgreSQL 不能以 root 身份运行,这里也没有办法换一个身份。请用普通账号启动,或用 DATABASE_URL 指向现有的 PostgreSQL。",
    "PostgreSQL does not run as root, and there is no way here to run it as somebody else. "
    "Start as an ordinary user, or point DATABASE_URL at a PostgreSQL of yours.",
)


def _setpriv(capability: str = "") -> list[str]:
    words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    if capability:
        # Lets it reach a folder below one that only root may enter, without loosening anybody's modes.
        words += [
            f"--inh-caps=+{capability}",
            f"--ambient-caps=+{capability}",
            "--securebits=+no_setuid_fixup",
        ]
    return words


def _ways() -> Iterator[tuple[list[str], int]]:
    """Each way to become somebody else, gentlest first, with the owner its files must have."""
    if shutil.which("setpriv"):
        yield _setpriv(), NOBODY
        yield _setpriv("dac_read_search"), NOBODY
        yield _setpriv("dac_override"), NOBODY
    if shutil.which("unshare"):
        yield ["unshare", "-U", f"--map-user={NOBODY}", f"--map-group={NOBODY}"], 0


def _works(prefix: list[str], postgres: Path, folder: Path) -> bool:
    """Whether this identity can run the program and write into the folder."""
    probe = '"$0" --version >/dev/null && : > "$1/.probe" && rm "$1/.probe"'
    try:
        run = subprocess.run(
            [*prefix, "sh", "-c", probe, str(postgres), str(folder)],
            capture_output=True,
            check=False,
            timeout=30,
            cwd="/",
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def prefix_for(postgres: Path, folder: Path) -> list[str]:
    """The words to put before a PostgreSQL command so that it runs on `folder`; none for an ordinary user.

    As root the folder is given to the identity that works. Raises Refused when none does.
    """
    if os.geteuid() != 0:
        return []
    kept = folder.stat().st_uid if any(folder.iterdir()) else None
    for prefix, owner in _ways():
        if kept is not None and kept != owner:
            continue
        if kept is None:
            os.chown(folder, owner, owner)
        if _works(prefix, postgres, folder):
            return prefix
    raise Refused(NO_WAY)
