"""The project's own source, read once, for the tests that hold the house rules."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "testamur"


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the package but migrations, by its path below the package."""
    return {
        str(path.relative_to(PACKAGE)): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if "migrations" not in path.parts
    }


def named(call: ast.Call) -> str:
    """The last part of what is called: ``save`` of ``batch.save()``."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def calls(tree: ast.AST) -> list[ast.Call]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def in_actions(path: str) -> bool:
    return "actions" in Path(path).parts or Path(path).name == "actions.py"
