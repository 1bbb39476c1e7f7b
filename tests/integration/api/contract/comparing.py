"""Does an OpenAPI document still keep the promises of an earlier one? What broke is told in sentences.

Added are allowed: paths, operations, optional parameters and members of what is sent, members of what is answered.
Words (descriptions, titles, examples) may change. All else of the earlier document must be there and be the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Part = Mapping[str, Any]

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
WORDS = {"description", "title", "summary", "example", "examples"}
SCHEMA_MAPS = {"properties"}
SCHEMA_LISTS = {"anyOf", "oneOf", "allOf", "prefixItems"}
SCHEMAS = {"items", "additionalProperties", "not"}


def broken_promises(earlier: Part, later: Part) -> list[str]:
    """A sentence for each promise of the earlier document that the later one does not keep."""
    return list(dict.fromkeys(_Comparison(earlier, later).of_documents()))


@dataclass
class _Comparison:
    earlier: Part
    later: Part
    compared: set[tuple[str, bool]] = field(default_factory=set)

    def of_documents(self) -> Iterator[str]:
        for path, known in self.earlier["paths"].items():
            present = self.later["paths"].get(path)
            if present is None:
                yield f"The path {path} is gone."
                continue
            for method in METHODS & set(known):
                if method not in present:
                    yield f"{method.upper()} {path} is gone."
                else:
                    yield from self.of_operations(f"{method.upper()} {path}", known[method], present[method])
        for name, known in self.earlier.get("components", {}).get("securitySchemes", {}).items():
            present = self.later.get("components", {}).get("securitySchemes", {}).get(name)
            yield from _changed(f"The security scheme {name}", _without_words(known), _without_words(present))

    def of_operations(self, place: str, known: Part, present: Part) -> Iterator[str]:
        for member in ("operationId", "security"):
            yield from _changed(f"{place}: {member}", known.get(member), present.get(member))
        yield from self.of_parameters(place, _by_name(known), _by_name(present))
        yield from self.of_bodies(place, known.get("requestBody"), present.get("requestBody"))
        yield from self.of_responses(place, known["responses"], present["responses"])

    def of_parameters(
        self, place: str, known: dict[tuple[str, str], Part], present: dict[tuple[str, str], Part]
    ) -> Iterator[str]:
        for key, parameter in known.items():
            there = f"{place}: the {key[0]} parameter {key[1]}"
            if key not in present:
                yield f"{there} is gone."
                continue
            yield from _changed(
                f"{there}: required", parameter.get("required", False), present[key].get("required", False)
            )
            yield from self.of_schemas(there, parameter["schema"], present[key]["schema"], sent=True)
        for key in present.keys() - known.keys():
            if present[key].get("required"):
                yield f"{place}: the new {key[0]} parameter {key[1]} is required."

    def of_bodies(self, place: str, known: Part | None, present: Part | None) -> Iterator[str]:
        if known is None or present is None:
            if known is not None:
                yield f"{place} no longer takes a body."
            elif present is not None and present.get("required"):
                yield f"{place} now needs a body."
            return
        if present.get("required", False) and not known.get("required", False):
            yield f"{place} now needs a body."
        yield from self.of_contents(f"{place}: the body", known["content"], present["content"], sent=True)

    def of_responses(self, place: str, known: Part, present: Part) -> Iterator[str]:
        for status in sorted({*map(str, known), *map(str, present)}):
            there = f"{place}: the response {status}"
            if status not in present:
                yield f"{there} is gone."
            elif status not in known:
                yield f"{there} is new, and no client knows it."
            else:
                yield from self.of_contents(
                    there, known[status].get("content", {}), present[status].get("content", {}), sent=False
                )
                headers = present[status].get("headers", {})
                for name, header in known[status].get("headers", {}).items():
                    if name not in headers:
                        yield f"{there}: the header {name} is gone."
                    else:
                        yield from self.of_schemas(
                            f"{there}: the header {name}",
                            header["schema"],
                            headers[name]["schema"],
                            sent=False,
                        )

    def of_contents(self, place: str, known: Part, present: Part, *, sent: bool) -> Iterator[str]:
        for kind, content in known.items():
            if kind not in present:
                yield f"{place} as {kind} is gone."
            else:
                yield from self.of_schemas(
                    f"{place} as {kind}",
                    content.get("schema", {}),
                    present[kind].get("schema", {}),
                    sent=sent,
                )

    def of_schemas(self, place: str, known: Any, present: Any, *, sent: bool) -> Iterator[str]:
        """``sent`` by the client: a new member must be optional. Answered: new members do no harm."""
        if not isinstance(known, Mapping) or not isinstance(present, Mapping):
            yield from _changed(place, known, present)
            return
        if "$ref" in known and known["$ref"] == present.get("$ref"):
            yield from self.of_named(known["$ref"], sent=sent)
        for keyword in sorted((known.keys() | present.keys()) - WORDS):
            there, before, now = f"{place}: {keyword}", known.get(keyword), present.get(keyword)
            if keyword in SCHEMA_MAPS:
                yield from self.of_members(place, known, present, sent=sent)
            elif keyword == "required":
                continue  # compared with the members
            elif keyword in SCHEMA_LISTS and before and now and len(before) == len(now):
                for number, (one, other) in enumerate(zip(before, now, strict=True), 1):
                    yield from self.of_schemas(f"{there} {number}", one, other, sent=sent)
            elif keyword in SCHEMAS and before is not None and now is not None:
                yield from self.of_schemas(there, before, now, sent=sent)
            elif keyword == "enum" and before and now:
                yield from _changed(there, sorted(map(repr, before)), sorted(map(repr, now)))
            else:
                yield from _changed(there, before, now)

    def of_members(self, place: str, known: Part, present: Part, *, sent: bool) -> Iterator[str]:
        before, now = known.get("properties", {}), present.get("properties", {})
        needed, needed_now = set(known.get("required", ())), set(present.get("required", ()))
        for name, member in before.items():
            if name not in now:
                yield f"{place}: the member {name} is gone."
                continue
            if (name in needed) != (name in needed_now):
                is_now = "required" if name in needed_now else "optional"
                yield f"{place}: the member {name} is now {is_now}."
            yield from self.of_schemas(f"{place}: the member {name}", member, now[name], sent=sent)
        for name in sorted(now.keys() - before.keys()):
            if sent and name in needed_now:
                yield f"{place}: the new member {name} is required."

    def of_named(self, reference: str, *, sent: bool) -> Iterator[str]:
        """A schema under its name, once for each direction."""
        name = reference.rsplit("/", 1)[-1]
        if (name, sent) not in self.compared:
            self.compared.add((name, sent))
            known, present = (each["components"]["schemas"][name] for each in (self.earlier, self.later))
            yield from self.of_schemas(f"The schema {name}", known, present, sent=sent)


def _by_name(operation: Part) -> dict[tuple[str, str], Part]:
    return {(each["in"], each["name"]): each for each in operation.get("parameters", ())}


def _without_words(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {
            key: sorted(value) if key == "scopes" else _without_words(value)
            for key, value in part.items()
            if key not in WORDS
        }
    return part


def _changed(place: str, before: Any, now: Any) -> Iterator[str]:
    if before != now:
        yield f"{place} was {before!r} and is {now!r}."
