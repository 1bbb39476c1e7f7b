"""What a service says of itself: its WSDL, the schemas that requests are held against, and a page for a person."""

from __future__ import annotations

import re
import threading
from functools import cache
from importlib import resources
from typing import Any, cast
from xml.sax.saxutils import quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from lxml import etree

from testamur.soap.calls import Operation, Service
from testamur.soap.refusals import Code, Refusal

_FOLDER = resources.files("testamur.soap") / "contracts"
_LOCATION = re.compile(r'schemaLocation="(\w+)\.xsd"')
_NAMESPACE = re.compile(r'targetNamespace="([^"]+)"')
_LOOSE_SPACE = re.compile(r"\{[^}]*\}")
_own = threading.local()


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.xsd").read_text(encoding="utf-8")


@cache
def names(service: Service) -> frozenset[str]:
    """The schemas that a service serves: its own, and what they import."""
    found: set[str] = set()
    waiting = list(service.schemas)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _LOCATION.findall(_text(name))
    return frozenset(found)


def served(name: str, address: str) -> str:
    """A schema as it is served: what it imports stands at the address that was asked."""
    return _LOCATION.sub(
        lambda found: f"schemaLocation={quoteattr(f'{address}?xsd={found[1]}')}", _text(name)
    )


def namespace(name: str) -> str:
    found = _NAMESPACE.search(_text(name))
    return found[1] if found else ""


def check(service: Service, body: etree._Element) -> None:
    """Refuse a body that does not follow the schema, with the first place where it does not."""
    schema = _schema(service)
    if schema.validate(body):
        return
    first = next(iter(cast("Any", schema).error_log), None)
    words = "The request does not follow the schema."
    if first is not None:
        words = f"Line {first.line}: {_LOOSE_SPACE.sub('', first.message)}"
    raise Refusal(Code.INVALID_REQUEST, words)


def _schema(service: Service) -> etree.XMLSchema:
    """Compiled once for a thread: a compiled schema keeps the errors of the last check."""
    kept: dict[str, etree.XMLSchema] = _own.__dict__.setdefault("schemas", {})
    if service.name not in kept:
        kept[service.name] = _compiled(service)
    return kept[service.name]


def _compiled(service: Service) -> etree.XMLSchema:
    """All schemas of a service as one. Nothing but the files of our own is looked for."""
    imports = "".join(
        f'<xs:import namespace="{namespace(name)}" schemaLocation="own:{name}.xsd"/>'
        for name in service.schemas
    )
    parser = etree.XMLParser(no_network=True, load_dtd=False, resolve_entities=False)
    parser.resolvers.add(_Own())
    text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{imports}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(text, parser, base_url="own:all.xsd"))


class _Own(etree.Resolver):
    def resolve(self, system_url: str, public_id: Any, context: Any = None) -> Any:
        name = system_url.rpartition(":")[2].rpartition("/")[2].removesuffix(".xsd")
        return cast("Any", self).resolve_string(_text(name), context, base_url=f"own:{name}.xsd")


_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"


def written(service: Service, address: str) -> str:
    prefixes = {namespace(name): f"n{number}" for number, name in enumerate(service.schemas)}
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for namespace, prefix in prefixes.items())
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<wsdl:definitions name="{service.wsdl_service}" targetNamespace="{service.namespace}"',
            '    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"',
            '    xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" xmlns:xs="http://www.w3.org/2001/XMLSchema"',
            f'    xmlns:tns="{service.namespace}" {declared}>',
            *_types(service, address),
            *(line for operation in service.operations for line in _messages(operation, prefixes)),
            _message(f"{service.port_type}_Fault", _qualified(service.fault_element, prefixes), "detail"),
            *_port_type(service),
            *_binding(service),
            f'  <wsdl:service name="{service.wsdl_service}">',
            f'    <wsdl:port name="{service.port}" binding="tns:{service.port}">',
            f"      <soap:address location={quoteattr(address)}/>",
            "    </wsdl:port>",
            "  </wsdl:service>",
            "</wsdl:definitions>",
            "",
        ]
    )


def _qualified(element: tuple[str, str], prefixes: dict[str, str]) -> str:
    namespace, name = element
    return f"{prefixes[namespace]}:{name}"


def _types(service: Service, address: str) -> list[str]:
    imports = [
        f'      <xs:import namespace="{namespace(name)}"'
        f" schemaLocation={quoteattr(f'{address}?xsd={name}')}/>"
        for name in service.schemas
    ]
    own = service.namespace.rstrip("/")
    return [
        "  <wsdl:types>",
        f'    <xs:schema targetNamespace="{own}/Imports">',
        *imports,
        "    </xs:schema>",
        "  </wsdl:types>",
    ]


def _messages(operation: Operation, prefixes: dict[str, str]) -> list[str]:
    prefix = prefixes[operation.namespace]
    return [
        _message(f"{operation.name}_Input", f"{prefix}:{operation.input_name}"),
        _message(f"{operation.name}_Output", f"{prefix}:{operation.output_name}"),
    ]


def _message(name: str, element: str, part: str = "parameters") -> str:
    return f'  <wsdl:message name="{name}"><wsdl:part name="{part}" element="{element}"/></wsdl:message>'


def _port_type(service: Service) -> list[str]:
    fault = service.fault_element[1]
    return [
        f'  <wsdl:portType name="{service.port_type}">',
        *(
            f'    <wsdl:operation name="{operation.name}">\n'
            f'      <wsdl:input message="tns:{operation.name}_Input"/>\n'
            f'      <wsdl:output message="tns:{operation.name}_Output"/>\n'
            f'      <wsdl:fault name="{fault}" message="tns:{service.port_type}_Fault"/>\n'
            f"    </wsdl:operation>"
            for operation in service.operations
        ),
        "  </wsdl:portType>",
    ]


def _binding(service: Service) -> list[str]:
    fault = service.fault_element[1]
    return [
        f'  <wsdl:binding name="{service.port}" type="tns:{service.port_type}">',
        f'    <soap:binding transport="{_TRANSPORT}" style="document"/>',
        *(
            f'    <wsdl:operation name="{operation.name}">\n'
            f'      <soap:operation soapAction="{operation.action}" style="document"/>\n'
            f'      <wsdl:input><soap:body use="literal"/></wsdl:input>\n'
            f'      <wsdl:output><soap:body use="literal"/></wsdl:output>\n'
            f'      <wsdl:fault name="{fault}"><soap:fault name="{fault}" use="literal"/></wsdl:fault>\n'
            f"    </wsdl:operation>"
            for operation in service.operations
        ),
        "  </wsdl:binding>",
    ]


_CONTENT_TYPE = "text/xml; charset=utf-8"


def described(request: HttpRequest, service: Service) -> HttpResponse:
    """The query says which: ``?wsdl``, ``?xsd=name``, or nothing."""
    asked = {name.lower(): value for name, value in request.GET.items()}
    address = request.build_absolute_uri(request.path)
    if "wsdl" in asked or "singlewsdl" in asked:
        return HttpResponse(written(service, address), content_type=_CONTENT_TYPE)
    if "xsd" in asked:
        if asked["xsd"] not in names(service):
            raise Http404
        return HttpResponse(served(asked["xsd"], address), content_type=_CONTENT_TYPE)
    words = {"service": service, "address": address, "schemas": sorted(names(service))}
    return render(request, "soap/service.html", words)
