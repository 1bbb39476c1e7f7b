"""The sentences that declarations hold as plain English: whatever has the type `Translatable`, wherever it is.

Every module is imported. A class that has such an attribute is asked for the value of each of its objects and of each
of its subclasses; a module for its constants. So nothing has to be told here when a kind, a state or a finding comes.
"""

from __future__ import annotations

import ast
import gc
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any

import django


def collect() -> set[str]:
    """To be asked in a process of its own: objects of tests would count, too."""
    django.setup()
    modules = list(_modules())
    found = {text for each in modules for text in _of_module(each)}
    classes = {
        each
        for module in modules
        for _name, each in inspect.getmembers(module, inspect.isclass)
        if each.__module__.startswith("testamur")
    }
    marked = {each: marks for each in classes if (marks := _marks(each))}
    gc.collect()
    for thing in gc.get_objects():
        for each in type(thing).__mro__:
            for name, annotation in marked.get(each, {}).items():
                found |= set(_texts(annotation, getattr(thing, name, None)))
    for each, marks in marked.items():
        for name, annotation in marks.items():
            default = getattr(getattr(each, "__dataclass_fields__", {}).get(name), "default", None)
            if isinstance(default, str | tuple):
                found |= set(_texts(annotation, default))
        for heir in _heirs(each):
            for name, annotation in marks.items():
                value = vars(heir).get(name)
                if isinstance(value, str | tuple | list | Mapping):
                    found |= set(_texts(annotation, value))
    return {text for text in found if text}


def _modules() -> Iterator[Any]:
    import testamur

    for each in pkgutil.walk_packages(testamur.__path__, "testamur."):
        if ".migrations" not in each.name and not each.name.endswith("__main__"):
            importlib.import_module(each.name)
    yield from (module for name, module in sorted(sys.modules.items()) if name.startswith("testamur"))


def _of_module(module: Any) -> Iterator[str]:
    for name, annotation in _marks(module).items():
        yield from _texts(annotation, getattr(module, name, None))


def _marks(holder: Any) -> dict[str, ast.expr]:
    """The attributes that hold such sentences, and in what form."""
    own: Mapping[str, Any] = vars(holder).get("__annotations__", {})
    return {
        name: ast.parse(said, mode="eval").body
        for name, said in own.items()
        if isinstance(said, str) and "Translatable" in said
    }


def _heirs(each: type) -> Iterator[type]:
    yield each
    for heir in each.__subclasses__():
        yield from _heirs(heir)


def _texts(annotation: ast.expr, value: Any) -> Iterator[str]:
    """The texts of a value at the places where its type says ``Translatable``."""
    match annotation:
        case ast.Name(id="Translatable") if value is not None:
            yield str(value)
        case ast.BinOp(left=left, right=right):
            yield from (*_texts(left, value), *_texts(right, value))
        case ast.Subscript(value=ast.Name(id="ClassVar" | "Final"), slice=inner):
            yield from _texts(inner, value)
        case ast.Subscript(slice=ast.Tuple(elts=parts)) if value:
            for part, one in _parts(parts, value):
                yield from _texts(part, one)
        case ast.Subscript(slice=part) if value:
            for one in value:
                yield from _texts(part, one)


def _parts(parts: list[ast.expr], value: Any) -> Iterable[tuple[ast.expr, Any]]:
    if isinstance(value, Mapping):
        return zip(repeat(parts[1]), value.values(), strict=False)
    if isinstance(parts[-1], ast.Constant):  # tuple[…, ...]
        return zip(repeat(parts[0]), value, strict=False)
    return zip(parts, value, strict=True)
