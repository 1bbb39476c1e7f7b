"""The OpenAPI document, made readable: what a page shows of it, ready to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from testamur.api import problems, tokens_contract
from testamur.api.described import Dict

_METHODS = ("get", "post")
_REF = "#/components/schemas/"
_QUERIES = {("get", "achievements"): "?uln=1000000000", ("get", "qualifications"): "?reference=601/0001/1"}


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a sentence: words, or code."""

    words: str
    is_code: bool


@dataclass(frozen=True, slots=True)
class Sort:
    """What a value may be, in words; ``schema`` is the name of the schema to link to."""

    words: str
    schema: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter of an operation, or a field of a schema."""

    name: str
    place: str
    sort: Sort
    required: bool
    description: list[Text]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    description: str
    sort: Sort | None


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    tag: str
    method: str
    path: str
    summary: str
    paragraphs: list[list[Text]]
    scopes: list[str]
    is_open: bool
    rows: list[Row]
    body_types: list[str]
    body: Sort | None
    answers: list[Answer]
    refusals: list[int]
    example: str


@dataclass(frozen=True, slots=True)
class Schema:
    name: str
    paragraphs: list[list[Text]]
    rows: list[Row]
    values: list[str]
    example: str | None


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page of the API. It needs no log-in, because the document itself is open."""
    document = _document()
    operations = list(_operations(document))
    tags = dict.fromkeys(operation.tag for operation in operations)
    shown = {
        "title": _("The Testamur API"),
        "introduction": _paragraphs(document["info"]["description"]),
        "groups": [(tag, [each for each in operations if each.tag == tag]) for tag in tags],
        "schemas": list(_schemas(document)),
        "problems": problems.CATALOGUE.values(),
    }
    return render(request, "api/docs.html", shown)


@cache
def _document() -> Dict:
    from testamur.api.urls import api

    document: Dict = orjson.loads(orjson.dumps(api.get_openapi_schema(), option=orjson.OPT_NON_STR_KEYS))
    return document


def _operations(document: Dict) -> Iterator[Operation]:
    found = [
        (path, method, known)
        for path, methods in document["paths"].items()
        for method, known in methods.items()
        if method in _METHODS
    ]
    for path, method, known in sorted(
        found, key=lambda each: (each[2]["tags"] != ["Access"], each[2]["tags"])
    ):
        yield _operation(path, method, known)


def _operation(path: str, method: str, known: Dict) -> Operation:
    security = known.get("security", [])
    contents: Dict = known.get("requestBody", {}).get("content", {})
    schema = _first_schema(contents)
    fields = list(_fields(schema, place=_("body"))) if schema else []
    return Operation(
        id=known["operationId"],
        tag=known["tags"][0],
        method=method.upper(),
        path=path,
        summary=known["summary"],
        paragraphs=_paragraphs(known.get("description", "")),
        scopes=[scope for each in security for scope in each[tokens_contract.NAME]],
        is_open=not security,
        rows=[*(_parameter(each) for each in known.get("parameters", [])), *fields],
        body_types=list(contents),
        body=_sort(schema) if schema and "$ref" in schema else None,
        answers=list(_answers(known["responses"])),
        refusals=[
            int(status)
            for status, each in known["responses"].items()
            if problems.CONTENT_TYPE in each.get("content", {})
        ],
        example=_example(path, method, contents),
    )


def _first_schema(contents: Dict) -> Dict | None:
    """The schema with the most to say: of a form rather than of bytes."""
    schemas: list[Dict] = [each.get("schema", {}) for each in contents.values()]
    return next((each for each in schemas if "properties" in each or "$ref" in each), None)


def _parameter(known: Dict) -> Row:
    places = {"query": _("address"), "path": _("path"), "header": _("header")}
    place = places[known["in"]]
    return Row(
        known["name"], place, _sort(known["schema"]), known["required"], _texts(known.get("description", ""))
    )


def _fields(schema: Dict, *, place: str = "") -> Iterator[Row]:
    required = schema.get("required", [])
    for name, known in schema.get("properties", {}).items():
        yield Row(name, place, _sort(known), name in required, _texts(known.get("description", "")))


def _answers(responses: Dict) -> Iterator[Answer]:
    for status, known in responses.items():
        contents = known.get("content", {})
        if problems.CONTENT_TYPE in contents:
            continue
        schema = _first_schema(contents)
        yield Answer(
            int(status), known["description"], _sort(schema) if schema and "$ref" in schema else None
        )


def _schemas(document: Dict) -> Iterator[Schema]:
    for name, known in sorted(document["components"]["schemas"].items()):
        example = known.get("example")
        yield Schema(
            name=name,
            paragraphs=_paragraphs(known.get("description", "")),
            rows=list(_fields(known)),
            values=[str(value) for value in known.get("enum", [])],
            example=orjson.dumps(example, option=orjson.OPT_INDENT_2).decode() if example else None,
        )


def _sort(schema: Dict) -> Sort:
    """What a value may be, in a few words."""
    if "$ref" in schema:
        name = schema["$ref"].removeprefix(_REF)
        return Sort(name, name)
    if "anyOf" in schema:
        parts = [_sort(part) for part in schema["anyOf"]]
        linked = next((part.schema for part in parts if part.schema), None)
        return Sort(_(" or ").join(part.words for part in parts), linked)
    if "enum" in schema:
        return Sort(_("one of: %(choices)s") % {"choices": ", ".join(map(str, schema["enum"]))})
    if "const" in schema:
        return Sort(str(schema["const"]))
    kind = str(schema.get("format") or schema.get("type", ""))
    if kind == "array":
        items = _sort(schema.get("items", {}))
        return Sort(_("list of %(what)s") % {"what": items.words}, items.schema)
    return Sort({"null": _("nothing"), "binary": _("file")}.get(kind, kind) + _bounds(schema))


def _bounds(schema: Dict) -> str:
    if "minimum" in schema and "maximum" in schema:
        return _(" from %(least)s to %(most)s") % {"least": schema["minimum"], "most": schema["maximum"]}
    if "maxLength" in schema:
        return _(" of at most %(most)s characters") % {"most": schema["maxLength"]}
    return ""


def _paragraphs(text: str) -> list[list[Text]]:
    return [_texts(" ".join(part.split())) for part in re.split(r"\n\s*\n", text.strip()) if part.strip()]


def _texts(text: str) -> list[Text]:
    """Words, and between back-ticks code."""
    return [Text(part, bool(place % 2)) for place, part in enumerate(text.split("`")) if part]


def _example(path: str, method: str, contents: Dict) -> str:
    """A call with curl on this machine."""
    query = _QUERIES.get((method, path.rsplit("/", 1)[-1]), "")
    parts = ["curl -X POST" if method == "post" else "curl"]
    parts[0] += f' "http://localhost:8000{path}{query}"'
    if path.endswith(("oauth/token", "oauth/revoke")):
        sent = "grant_type=client_credentials" if path.endswith("token") else "token=$TOKEN"
        parts += ['-u "$CLIENT_ID:$CLIENT_SECRET"', f'-d "{sent}"']
    else:
        parts.append('-H "Authorization: Bearer $TOKEN"')
    if "multipart/form-data" in contents:
        parts += ['-H "Idempotency-Key: $(uuidgen)"', "-F file=@batch.xml"]
    elif "application/json" in contents:
        parts += ['-H "Content-Type: application/json"', "-d @body.json"]
    return " \\\n  ".join(parts)
