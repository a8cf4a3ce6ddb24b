"""What the program's sources say: every text that is for translation, and words that are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

import talka

ROOT = Path(talka.__file__).parent
_SAYING = {"say", "to_say"}
_NOT_FOR_PEOPLE = {
    "AssertionError",
    "TypeError",
    "ValueError",
    "QueryParameter",
    "HeaderParameter",
    "conflict",
    "ContextVar",
    "exception",
    "warning",
    "info",
    "Meta",
}


class Said(msgspec.Struct, frozen=True):
    """One ``say`` or ``to_say``. ``text`` is None where it is not written there; ``given``: its places."""

    where: str
    by: str
    text: str | None
    given: frozenset[str]


def texts() -> list[Said]:
    """Everything that is said anywhere in the program."""
    found = []
    for module in sorted(speaking_modules()):
        for call in _calls(_tree(ROOT / module)):
            name = _name(call)
            if name in _SAYING:
                first = call.args[0]
                text = first.value if isinstance(first, ast.Constant) else None
                given = frozenset(keyword.arg or "" for keyword in call.keywords)
                where = f"{module}:{call.lineno}"
                found.append(Said(where, name, text if isinstance(text, str) else None, given))
    return found


def speaking_modules() -> set[str]:
    """The modules that say anything, by their paths in the package."""
    return {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if "from talka.words.speaking import" in path.read_text(encoding="utf-8")
    }


def kinds_missed(module: str) -> set[str]:
    """What the module says that there is none of: the first argument of its ``DoesNotExist``."""
    return {
        call.args[0].value
        for call in _calls(_tree(ROOT / module))
        if _name(call) == "DoesNotExist"
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
    }


_OF_A_WORKER = re.compile(r"\b(the|this) worker\b", re.IGNORECASE)


def unsaid(module: str, for_others: frozenset[str]) -> list[str]:
    """Sentences of a module that nobody translates, but for those of the functions that are ``for_others``.

    What speaks of the worker, not to them, is the requester's form of a check's words.
    """
    tree = _tree(ROOT / module)
    skipped = {id(node) for node in _not_for_workers(tree, for_others)}
    return [
        f"{module}:{node.lineno} {text}"
        for node in ast.walk(tree)
        if id(node) not in skipped and (text := _sentence(node)) is not None and not _OF_A_WORKER.search(text)
    ]


def _not_for_workers(tree: ast.Module, for_others: frozenset[str]) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            for one in node.body:
                if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                    yield one.value  # documentation
        is_said = isinstance(node, ast.Call) and _name(node) in _SAYING | _NOT_FOR_PEOPLE
        is_others = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in for_others
        if is_said or is_others or isinstance(node, ast.JoinedStr):
            yield from (below for below in ast.walk(node) if below is not node)
        if is_said or is_others:
            yield node


def _sentence(node: ast.AST) -> str | None:
    """The text of a node that reads like words for a person: several of them, with a capital letter."""
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        text = "".join(str(part) for part in parts)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
    else:
        return None
    first = text[:1]
    return text if (first.isupper() or first == "{") and len(text.split()) > 2 else None


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))
