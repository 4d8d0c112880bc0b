"""The commands of `./hy`: one sentence each, and the function that carries them out.

Read by the system's Python for the help: standard library only at the top.
"""

import importlib
import sys
from typing import NamedTuple


class Command(NamedTuple):
    """`place` is `module:function`, which takes the arguments after the name and answers an exit code."""

    place: str
    zh: str
    en: str
    needs: str = "run"


COMMANDS = {
    "serve": Command(
        "huying.config.serve:main",
        "启动整个系统;加 --demo 先装入演示城市",
        "Start the whole system; --demo loads the demo city first",
    ),
    "load": Command(
        "huying.config.tasks:load",
        "导入文件:./hy load help 文件…",
        "Import files: ./hy load help FILE...",
    ),
    "test": Command("huying.config.checks:main", "运行全部检查", "Run every check there is", needs="check"),
    "bench": Command(
        "huying.config.bench:main",
        "运行性能测量;--json 输出数据",
        "Run the benchmarks; --json prints data",
        needs="check",
    ),
    "admin": Command("huying.config.tasks:admin", "新建一个管理员", "Make an administrator"),
    "migrate": Command(
        "huying.config.tasks:migrate",
        "把数据库更新到现在的版本",
        "Bring the database up to the present version",
    ),
    "baseline": Command(
        "huying.config.tasks:baseline",
        "装入随附的基本规则(可重复运行)",
        "Load the rules that come along (may be repeated)",
    ),
    "keys": Command(
        "huying.config.tasks:keys",
        "更换个人信息的加密密钥",
        "Change the keys that personal data are encrypted with",
    ),
    "shell": Command("huying.config.tasks:shell", "打开 Python 命令行", "Open a Python prompt"),
    "manage": Command(
        "huying.config.tasks:manage",
        "运行任意一个 Django 管理命令",
        "Run any of Django's management commands",
    ),
    "makemigrations": Command(
        "huying.config.tasks:makemigrations",
        "开发用:为改过的数据表写迁移",
        "For developers: write migrations for changed tables",
        needs="check",
    ),
    "reference": Command(
        "huying.config.reference:main",
        "开发用:重写 docs/reference 里生成的各表",
        "For developers: write the generated tables of docs/reference",
        needs="check",
    ),
    "mission": Command(
        "huying.config.mission:main",
        "哪些使命条目已有测试证明",
        "Which rows of the mission a test shows",
        needs="check",
    ),
    "lock": Command(
        "huying.config.tasks:lock",
        "开发用:按 requirements*.in 重做依赖锁定",
        "For developers: lock the dependencies of requirements*.in anew",
        needs="check",
    ),
}


def help_text() -> str:
    """What `./hy --help` prints."""
    lines = ["呼应 Huying", "", "./hy 命令 [参数]    (./hy 命令 --help 看详细说明)", ""]
    for name, command in COMMANDS.items():
        lines += [f"  {name:<15}{command.zh}", f"  {'':<15}{command.en}"]
    return "\n".join(lines)


def main(argv: list[str]) -> int:
    """Carry out one command."""
    from huying.kernel.refused import Refused

    command = COMMANDS[argv[0]]
    module, function = command.place.split(":")
    try:
        answer: int = getattr(importlib.import_module(module), function)(argv[1:])
    except Refused as refused:
        print(f"{refused.words.zh}\n{refused.words.en}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return answer


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
