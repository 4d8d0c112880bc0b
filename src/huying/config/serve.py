"""`./hy serve`: the database, the tables, then web, worker and clock, until told to stop."""

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from huying.base.steps import Steps
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .datafolder import DataFolder
from .environment import Environment
from .leash import VARIABLE
from .postgres import Cluster
from .starting import steps_of_start
from .supervisor import Supervisor

PORT_TAKEN = Words(
    "端口 {port} 已被占用。请用 --port 换一个。", "Port {port} is in use: choose another with --port."
)
WEB_SILENT = Words("网页没有启动,原因见上。", "The web server did not start; the reason is above.")
BAD_SETTING = Words("环境变量 {name} 的值不对:{why}", "The value of the variable {name} will not do: {why}")
PORTS_TRIED = 20
READY_SECONDS = 120


def say(words: Words) -> None:
    """A line of progress in both languages."""
    print(f"{words.zh} / {words.en}", flush=True)


def _arguments(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./hy serve", description="启动整个系统 / Start the whole system")
    parser.add_argument(
        "--demo",
        action="store_true",
        help="装入演示城市(仅限空数据库) / load the demo city into an empty database",
    )
    parser.add_argument("--data", type=Path, help="数据文件夹,默认 ./data / data folder, ./data by default")
    parser.add_argument("--port", type=int, help="网页端口,默认 8000 / port of the pages, 8000 by default")
    parser.add_argument("--host", help="监听地址,默认 127.0.0.1 / address to listen on, 127.0.0.1 by default")
    return parser.parse_args(argv)


def environment() -> Environment:
    """The settings of this machine; Refused names the variable that will not do."""
    try:
        return Environment()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        name = name if name == "DATABASE_URL" else f"HUYING_{name.removeprefix('HUYING_')}"
        raise Refused(BAD_SETTING.fill(name=name, why=first["msg"])) from error


def _free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def choose_port(host: str, told: int | None, usual: int) -> int:
    """The port that was asked for, or the first free one from the usual one on."""
    if told is not None:
        if not _free(host, told):
            raise Refused(PORT_TAKEN.fill(port=told))
        return told
    for port in range(usual, usual + PORTS_TRIED):
        if _free(host, port):
            return port
    raise Refused(PORT_TAKEN.fill(port=usual))


def answers(host: str, port: int) -> bool:
    """Whether the pages and their database answer now."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def _prepare(supervisor: Supervisor, env: Mapping[str, str], steps: Steps, *, demo: bool) -> int:
    child = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "huying.config.prepare",
            "--demo" if demo else "--ask",
            f"--steps={steps.done}/{steps.total}",
        ],
        env={**os.environ, **env, VARIABLE: str(supervisor.leash)},
        pass_fds=[supervisor.leash],
    )
    while child.poll() is None:
        supervisor.pause(1)
        if supervisor.stopping:
            child.send_signal(signal.SIGTERM)
            child.wait()
            return 130
    steps.done = steps.total - 1
    return child.returncode


def _await_web(supervisor: Supervisor, host: str, port: int) -> bool:
    deadline = time.monotonic() + READY_SECONDS
    while not supervisor.stopping and time.monotonic() < deadline:
        if answers(host, port):
            return True
        supervisor.pause(0.1)
        supervisor.look()
    return False


def _fallen(name: str, code: int | None) -> None:
    say(Words(f"{name} 停了(代码 {code}),正在重新启动", f"{name} stopped (code {code}), starting it again"))


def main(argv: list[str]) -> int:
    """Start, wait, stop; answers the exit code."""
    told = environment()
    asked = _arguments(argv)
    folder = DataFolder(asked.data or told.data)
    host = asked.host or told.host
    folder.open()
    if not folder.take():
        raise folder.refuse()
    port = choose_port(host, asked.port, told.port)
    supervisor = Supervisor(_fallen)
    try:
        return _serve(supervisor, folder, host, port, asked, told)
    finally:
        supervisor.end()
        folder.note.unlink(missing_ok=True)


def _database(supervisor: Supervisor, folder: DataFolder, told: Environment, steps: Steps) -> str:
    if told.database_url:
        steps.begin(Words("使用 DATABASE_URL 的数据库", "using the database of DATABASE_URL"))
        return told.database_url
    cluster = Cluster(folder.home)
    steps.begin(
        Words("启动数据库", "starting the database")
        if cluster.data.exists()
        else Words("新建数据库", "making the database")
    )
    supervisor.postgres(cluster, cluster.start(say))
    cluster.database_create()
    return cluster.address()


def _serve(
    supervisor: Supervisor,
    folder: DataFolder,
    host: str,
    port: int,
    asked: argparse.Namespace,
    told: Environment,
) -> int:
    steps = steps_of_start(demo=asked.demo and not folder.logins.exists())
    database = _database(supervisor, folder, told, steps)
    env = {
        "DATABASE_URL": database,
        "HUYING_DATA": str(folder.home),
        "HUYING_DATA_TOLD": str(asked.data or ""),
        "HUYING_HOST": host,
        "HUYING_PORT": str(port),
        "HUYING_SERVED": "1",
    }
    code = _prepare(supervisor, env, steps, demo=asked.demo)
    if code:
        return code
    steps.begin(Words("启动网页、后台任务和时钟", "starting web, worker and clock"))
    for name in ("worker", "clock", "web"):
        supervisor.python(name, env=env)
    supervisor.look()
    if not _await_web(supervisor, host, port):
        if supervisor.stopping:
            return 0
        raise Refused(WEB_SILENT)
    url = f"http://{_reachable(host)}:{port}"
    folder.write_note(database=database, url=url, pid=os.getpid())
    if folder.logins.exists():
        print(folder.logins.read_text(), flush=True)
    print(f"Huying ready: {url}", flush=True)
    supervisor.run()
    say(Words("正在停止", "Stopping"))
    return 0
