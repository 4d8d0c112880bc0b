"""From the system's Python into the project's environment, made when it is missing or its lock has changed.

Run by `hy` as a script under the system's Python: standard library only.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "src"))

from huying.config.commands import COMMANDS, help_text  # noqa: E402 - the path comes first


def say(zh: str, en: str) -> None:
    """A line for the person at the terminal, in both languages."""
    print(f"{zh} / {en}", file=sys.stderr, flush=True)


def home() -> Path:
    """Where the environment is kept."""
    return Path(os.environ.get("HUYING_VENV") or ROOT / ".venv")


def stamp(lock: Path) -> str:
    """What the environment was made from: the lock, the Python and its place."""
    base = f"{sys.version}|{sys.base_prefix}|{home()}"
    return hashlib.sha256(lock.read_bytes() + base.encode()).hexdigest()


def _run(words: list[str], log: Path) -> int:
    """Run quietly into the log, with a sign of life every ten seconds; answers the exit code."""
    started = time.monotonic()
    with log.open("ab") as out:
        child = subprocess.Popen(words, stdout=out, stderr=out, stdin=subprocess.DEVNULL)
        while True:
            try:
                return child.wait(10)
            except subprocess.TimeoutExpired:
                seconds = int(time.monotonic() - started)
                say(f"  …已 {seconds} 秒", f"{seconds} s so far")


def _make(folder: Path, lock: Path, log: Path) -> bool:
    python = folder / "bin" / "python"
    made_by = folder / "made-by"
    if not python.exists() or not made_by.exists() or made_by.read_text() != sys.version:
        # No pip of the system's is asked for: Debian's Python comes without it.
        venv.EnvBuilder(clear=folder.exists(), symlinks=True, with_pip=False).create(folder)
        made_by.write_text(sys.version)
    pip = next((ROOT / "tools").glob("pip-*.whl"))
    words = [str(python), str(pip / "pip"), "install", "--quiet", "--no-input", "--disable-pip-version-check"]
    words += ["--no-warn-script-location", "--require-hashes", "-r", str(lock)]
    log.write_text("")
    if _run(words, log):
        print(log.read_text(errors="replace")[-3000:], file=sys.stderr)
        say(
            f"运行环境没有装好,原因见上,全文在 {log}。请检查网络后再试一次",
            f"The environment could not be installed; the reason is above, all of it in {log}. "
            "Check the network and try again",
        )
        return False
    return True


def ready(kind: str) -> bool:
    """Make the environment hold what `kind` ("run" or "check") needs; one at a time, and quick when it does."""
    folder = home()
    if os.environ.get("HUYING_VENV_READY"):
        return True  # made by whoever built this machine's image
    lock = ROOT / ("requirements-dev.txt" if kind == "check" else "requirements.txt")
    wanted = stamp(lock)
    kept = folder / f"made-{kind}"
    if kept.exists() and kept.read_text() == wanted:
        return True
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        guard = folder.with_name(folder.name + ".lock").open("w")
    except OSError as error:
        say(
            f"不能写 {folder.parent}({error.strerror})。请用 HUYING_VENV 指定一个可写的文件夹",
            f"Cannot write to {folder.parent} ({error.strerror}). Name a folder you may write to in HUYING_VENV",
        )
        return False
    with guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if kept.exists() and kept.read_text() == wanted:
            return True  # another start made it meanwhile
        say(
            "正在准备运行环境,第一次需要一两分钟",
            "Preparing the environment; the first time takes a minute or two",
        )
        folder.mkdir(exist_ok=True)
        if not _make(folder, lock, folder / "install.log"):
            return False
        draft = folder / f".made-{kind}"
        draft.write_text(wanted)
        draft.replace(kept)
    return True


def main(argv: list[str]) -> int:
    """Show the help, or become the command in the project's environment."""
    if not argv or argv[0] in ("-h", "--help", "help"):
        print(help_text())
        return 0
    command = COMMANDS.get(argv[0])
    if command is None:
        say(f"没有 {argv[0]} 这个命令,请看 ./hy --help", f"There is no command {argv[0]}: see ./hy --help")
        return 2
    if shutil.disk_usage(ROOT).free < 1 << 30:
        say("磁盘剩余空间不足 1 GB", "Less than 1 GB of disk space is left")
    if not ready(command.needs):
        return 1
    python = str(home() / "bin" / "python")
    os.environ["PYTHONPATH"] = str(ROOT / "src")
    os.environ["DJANGO_SETTINGS_MODULE"] = "huying.config.settings"
    os.environ["PYTHONUTF8"] = "1"
    os.execv(python, [python, "-m", "huying.config.commands", *argv])  # noqa: S606 - no shell is wanted
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
