"""YAML as rule sets use it: plain data with line numbers, no aliases, no tags, no surprises in what a word means."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from django.conf import settings

from huying.kernel.refused import Refused
from huying.kernel.words import Words

_DEEPEST = 20
_PLAIN = {
    "tag:yaml.org,2002:null": (r"(?:~|null|)\Z", ["~", "n", ""]),
    "tag:yaml.org,2002:bool": (r"(?:true|false)\Z", ["t", "f"]),
    "tag:yaml.org,2002:int": (r"-?(?:0|[1-9][0-9]{0,17})\Z", list("-0123456789")),
    "tag:yaml.org,2002:float": (
        r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,30}(?:e[-+]?[0-9]{1,2})?\Z",
        list("-0123456789"),
    ),
}


class _Loader(yaml.SafeLoader):
    """Only null, true, false, numbers and text: a date stays text, and so does `no`, `on` or `12:30`."""

    yaml_implicit_resolvers: dict[str, Any] = {}


class _Dumper(yaml.SafeDumper):
    yaml_implicit_resolvers: dict[str, Any] = {}

    def ignore_aliases(self, data: Any) -> bool:
        return True


for _tag, (_shape, _first) in _PLAIN.items():
    _Loader.add_implicit_resolver(_tag, re.compile(_shape), _first)
    _Dumper.add_implicit_resolver(_tag, re.compile(_shape), _first)

Path = tuple[str, ...]


@dataclass
class Yaml:
    """A document as plain data, and the line (from 1) on which each entry stands, by its path."""

    value: Any
    lines: dict[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int | None:
        """The line of an entry, or of the nearest entry above it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)


def _refuse(zh: str, en: str, mark: Any = None, **values: object) -> Refused:
    line = mark.line + 1 if mark else 1
    return Refused(Words(f"第 {line} 行：{zh}", f"Line {line}: {en}").fill(**values))


def read_yaml(text: str) -> Yaml:
    """Read a document. Raises Refused with the line for anything that is not plain, unambiguous data."""
    if len(text) > settings.HUYING_RULES_MAX_CHARACTERS:
        raise Refused(Words("文件太大，规则文件应在 50 万字以内。", "The file is too big for a rule set."))
    text = text.removeprefix("\ufeff")
    try:
        _no_tricks(text)
        loader = _Loader(text)
        node = loader.get_single_node()
        found = Yaml(None)
        if node is not None:
            found.value = _plain(loader, node, (), found.lines)
        return found
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _refuse(
            "格式不对，请检查缩进、冒号和引号。", "Not written right; check indents, colons and quotes.", mark
        )
    except yaml.YAMLError:
        raise Refused(Words("文件里有不能读的字符。", "The file holds characters that cannot be read."))


def _no_tricks(text: str) -> None:
    # Before anything is built: nesting could exhaust the stack, aliases the memory.
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise _refuse("层次太深。", "Nested too deeply.", event.start_mark)
        tag = getattr(event, "tag", None)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) or (tag and tag != "!"):
            raise _refuse(
                "不能用 &、* 引用或 ! 标签。", "Anchors, aliases and tags are not allowed.", event.start_mark
            )


def _plain(loader: _Loader, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        made: dict[str, Any] = {}
        for name_node, value_node in node.value:
            if not isinstance(name_node, yaml.ScalarNode):
                raise _refuse("名称要是一个词。", "A name must be a word.", name_node.start_mark)
            name = name_node.value
            if name in made:
                raise _refuse(
                    "“{name}”写了两次。", "“{name}” is written twice.", name_node.start_mark, name=name
                )
            lines[(*path, name)] = name_node.start_mark.line + 1
            made[name] = _plain(loader, value_node, (*path, name), lines)
        return made
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item, (*path, str(place)), lines) for place, item in enumerate(node.value)]
    return loader.construct_object(node)


def write_yaml(value: Any) -> str:
    """Plain data as YAML that `read_yaml` reads back equal."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)
