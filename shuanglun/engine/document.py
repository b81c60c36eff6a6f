"""Reading a YAML text into plain data that remembers its lines, without ever raising a traceback.

Scalars stay text, so `0.60` never passes through a float. Anchors, duplicated keys and tags are refused:
a scheme is data that people compare line by line.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

MAX_CHARACTERS = 200_000
MAX_DEPTH = 12
LOADER = yaml.CSafeLoader
"""Ten times as fast as the one in Python. It recurses without a guard of its own, so depth is counted before it composes."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where (`path` inside `source`, `line` from 1), what, and what to do."""

    path: str
    message: str
    remedy: str
    source: str = "方案"
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.source}" + (f" 第 {self.line} 行" if self.line else "")
        return f"{place} · {self.path or '全文'}：{self.message}{self.remedy}"


class SchemeError(ValueError):
    """A scheme that cannot be used; `problems` tells everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass
class Document:
    """A text's data (dict, list, str, None) with the line of each path, and the problems met on the way."""

    data: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    source: str = "方案"

    def problem(self, path: str, message: str, remedy: str) -> None:
        self.problems.append(Problem(path, message, remedy, self.source, self.line(path)))

    def line(self, path: str) -> int | None:
        """Return the line of a path, or of its nearest parent that stands in the text."""
        while path and path not in self.lines:
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return self.lines.get(path)


def read(text: str, source: str = "方案") -> Document:
    """Read YAML text. Whatever is wrong stands in `Document.problems`; `data` is None when nothing was read."""
    document = Document(source=source)
    if len(text) > MAX_CHARACTERS:
        document.problem("", "文件过大。", f"方案文本不超过 {MAX_CHARACTERS} 字，请检查是否选错了文件。")
        return document
    try:
        if unwanted := _unwanted(text):
            document.problems.append(Problem("", *unwanted[:2], source, unwanted[2]))
            return document
        node = yaml.compose(text, LOADER)
        if node is not None:
            document.data = _plain(node, "", document)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else None
        document.problems.append(
            Problem(
                "",
                f"YAML 语法错误（{error.problem or error.context}）。",
                "请检查该行的缩进、冒号和引号。",
                source,
                line,
            )
        )
    except (yaml.YAMLError, ValueError) as error:
        document.problem("", f"不是可读的 YAML 文本（{type(error).__name__}）。", "请用 UTF-8 保存后重新上传。")
    if document.data is None and not document.problems:
        document.problem("", "文件是空的。", "请从系统导出一份方案作为样板。")
    return document


def _unwanted(text: str) -> tuple[str, str, int] | None:
    """What no scheme needs, with remedy and line: a part that stands for another one, or deeper nesting."""
    depth = 0
    for event in yaml.parse(text, LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent):
            return "使用了 YAML 引用（*）。", "请把内容逐处写明，便于逐行比对。", line
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            return f"嵌套超过 {MAX_DEPTH} 层。", "请对照导出的方案检查缩进和括号。", line
    return None


def _plain(node: yaml.Node, path: str, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, f"{path}[{i}]", document) for i, item in enumerate(node.value)]
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return str(node.value)


def _mapping(node: yaml.MappingNode, path: str, document: Document) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        where = f"{path}.{key}" if path else key
        if key in result:
            document.lines[where] = key_node.start_mark.line + 1
            document.problem(where, "同一个键写了两次。", "请只保留一处。")
            continue
        result[key] = _plain(value_node, where, document)
        document.lines[where] = key_node.start_mark.line + 1
    return result
