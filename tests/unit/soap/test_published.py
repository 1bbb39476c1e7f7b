"""What we serve beside what the LRS has published (``published.txt``): names, order, occurrence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from testamur.soap import contract, wsdl
from testamur.soap.calls import Service
from testamur.soap.services import SERVICES

XS = "{http://www.w3.org/2001/XMLSchema}"
WSDL = "{http://schemas.xmlsoap.org/wsdl/}"
SOAP = "{http://schemas.xmlsoap.org/wsdl/soap/}"
ADDRESS = "https://exams.example/Service.svc"

pytestmark = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def published(service: Service) -> list[str]:
    """The lines about a service, each under its namespace."""
    text = (Path(__file__).parent / "published.txt").read_text(encoding="utf-8")
    part = next(part for part in text.split("# ") if part.splitlines()[:1] == [service.name])
    lines, space = [], ""
    for line in part.splitlines()[1:]:
        if line.startswith("namespace "):
            space = line.removeprefix("namespace ") + " "
        else:
            lines.append(space + line)
    return lines


def description(service: Service) -> etree._Element:
    return etree.fromstring(wsdl.written(service, ADDRESS, single=True).encode())


def local(name: str | None) -> str:
    return (name or "").rpartition(":")[2]


def types(root: etree._Element) -> Iterator[str]:
    """The schemas of a description, in the notation of the published ones."""
    for schema in root.iter(f"{XS}schema"):
        space = schema.get("targetNamespace")
        for each in schema:
            kind, name = etree.QName(each).localname, each.get("name")
            if kind == "complexType":
                yield f"{space} type {name}{_base(each)} ({_members(each)})"
            elif kind == "simpleType" and (
                values := [value.get("value") for value in each.iter(f"{XS}enumeration")]
            ):
                yield f"{space} enumeration {name} [{', '.join(map(str, values))}]"
            elif kind == "element" and each.get("type"):
                nil = " ∅" if each.get("nillable") else ""
                yield f"{space} element {name}:{local(each.get('type'))}{nil}"
            elif kind == "element":
                yield f"{space} element {name} ({_members(each)})"


def _base(each: etree._Element) -> str:
    found = next(each.iter(f"{XS}extension"), None)
    return "" if found is None else f" < {local(found.get('base'))}"


def _members(each: etree._Element) -> str:
    return ", ".join(_member(member) for member in each.iter(f"{XS}element") if member is not each)


def _member(member: etree._Element) -> str:
    kind = local(member.get("type"))
    name = f"{member.get('name')}{'' if kind == 'string' else ':' + kind}"
    times = {None: "", "0": "?"}[member.get("minOccurs")]
    times = "*" if member.get("maxOccurs") == "unbounded" else times
    return name + times + ("∅" if member.get("nillable") else "")


def operations(root: etree._Element) -> Iterator[str]:
    (port_type,) = root.findall(f"{WSDL}portType")
    (served,) = root.findall(f"{WSDL}service")
    (port,) = served.findall(f"{WSDL}port")
    yield f"definitions {root.get('name')} {root.get('targetNamespace')}"
    yield f"service {served.get('name')} {port.get('name')}"
    yield f"port type {port_type.get('name')}"
    for each in port_type:
        sent, answered, fault = list(each)
        names = [local(sent.get("message")), local(answered.get("message")), str(fault.get("name"))]
        yield f"operation {each.get('name')} {' '.join(names)}"


def test_operations_and_messages_have_the_published_names(service: Service) -> None:
    root = description(service)
    assert [line for line in operations(root) if line not in published(service)] == []
    parts = {message.get("name"): message[0].get("name") for message in root.findall(f"{WSDL}message")}
    named = dict(line.split()[1:] for line in published(service) if line.startswith("message "))
    for operation in service.operations:
        messages = (service.input_message(operation), service.output_message(operation))
        expected = [named.get(message, "parameters") for message in messages]
        assert [parts[message] for message in messages] == expected


def test_types_are_the_published_ones(service: Service) -> None:
    """Whatever we serve is as it is published, and nothing is missing of a namespace that we serve."""
    ours, theirs = (
        set(types(description(service))),
        {line for line in published(service) if "://" in line.split()[0]},
    )
    assert sorted(ours - theirs) == []
    spaces = {line.split()[0] for line in ours}
    assert sorted(line for line in theirs - ours if line.split()[0] in spaces) == []


def test_a_single_description_needs_no_other_file(service: Service) -> None:
    text = wsdl.written(service, ADDRESS, single=True)
    assert "schemaLocation" not in text
    root = etree.fromstring(text.encode())
    held = {schema.get("targetNamespace") for schema in root.iter(f"{XS}schema")}
    assert held == {contract.namespace(name) for name in contract.names(service)}
    assert {each.get("namespace") for each in root.iter(f"{XS}import")} <= held


def test_the_binding_and_the_port_type_speak_of_the_same_operations(service: Service) -> None:
    root = description(service)
    (binding,), (port_type,) = root.findall(f"{WSDL}binding"), root.findall(f"{WSDL}portType")
    bound = {each.get("name"): each.find(f"{SOAP}operation") for each in binding.findall(f"{WSDL}operation")}
    assert list(bound) == [each.get("name") for each in port_type]
    for operation in service.operations:
        found = bound[operation.name]
        assert found is not None
        assert found.get("soapAction") == operation.action
