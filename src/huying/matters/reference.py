"""The golden table of kinds: states, who may do what from each, which clocks run; made from the declarations."""

from huying.kernel.kinds import Act, Kind, kinds, role_words
from huying.kernel.words import Words

MADE = "由 `./hy reference` 生成,请勿手改。 Made by `./hy reference`: do not edit."


def _both(words: Words) -> str:
    return f"{words.zh} {words.en}".replace("|", "\\|")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def _diagram(kind: Kind) -> list[str]:
    """The states and the acts between them, as a Mermaid diagram."""
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"  {code}: {state.title.zh} {state.title.en}" for code, state in kind.states.items()]
    for act in kind.acts:
        for source in act.sources or ("[*]",):
            if act.to and act.to != source:
                lines.append(f"  {source} --> {act.to}: {act.code}")
    lines += [f"  {code} --> [*]" for code, state in kind.states.items() if state.end]
    return [*lines, "```"]


def _doers(act: Act) -> str:
    return ", ".join(f"`{doer}`" for doer in sorted(act.doers))


def _acts(kind: Kind) -> list[str]:
    """One row for each state and each act that starts from it."""
    lines = [
        _row("从 from", "操作 act", "到 to", "谁 by", "条件 guards", "填写 told", "之后 effects"),
        _row(*["---"] * 7),
    ]
    for code in ("", *kind.states):
        for act in kind.acts_from(code) if code else kind.openings:
            told = ", ".join(act.takes.model_fields) if act.takes else ""
            guards = ", ".join(_name(guard) for guard in act.when)
            effects = ", ".join(_name(effect) for effect in act.then)
            title = f"`{act.code}` {_both(act.title)}"
            lines.append(_row(code or "—", title, act.to or code or "", _doers(act), guards, told, effects))
    return lines


def _name(function: object) -> str:
    name = getattr(function, "__qualname__", "")
    return name.split(".<locals>")[0]


def _timers(kind: Kind) -> list[str]:
    lines = [
        _row("时钟 clock", "规则 rule", "运行于 runs in", "到点 rings", "重新计时 restarts"),
        _row(*["---"] * 5),
    ]
    for timer in kind.timers:
        runs = timer.runs if isinstance(timer.runs, str) else ", ".join(timer.runs)
        anew = timer.restarts + (", again" if timer.again else "")
        by = "".join(f" · {name}" for name in (timer.choice, timer.by_fact) if name)
        lines.append(_row(_both(timer.title), f"`{timer.rule}`{by}", runs, f"`{timer.rings}`", anew))
    return lines


def kinds_page() -> str:
    """The whole page."""
    parts = ["# 事项种类 Kinds of matter", MADE]
    for kind in kinds():
        if kind.code.startswith(("engine.", "sample.")):
            continue
        parts += [f"## {_both(kind.title)} `{kind.code}`", "\n".join(_diagram(kind))]
        parts += ["\n".join(_acts(kind)), "\n".join(_timers(kind))]
    names = sorted({doer.partition("@")[0] for kind in kinds() for act in kind.acts for doer in act.doers})
    words = "\n".join(f"- `{name}` {_both(role_words(name))}" for name in names)
    parts += [
        "## 谁 Who",
        "`@scope`: 辖区覆盖即可 wherever the role's area covers the matter; otherwise the holding unit only.",
        words,
    ]
    return "\n\n".join(parts) + "\n"


TABLES = {"kinds.md": kinds_page}
