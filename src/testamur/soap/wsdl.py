"""What a service says of itself: its WSDL and its schemas, in files that import each other or in a single one, and a
page for a person."""

from __future__ import annotations

import re
from xml.sax.saxutils import quoteattr

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from testamur.soap import contract
from testamur.soap.calls import Operation, Service
from testamur.soap.contract import namespace

_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"
_DECLARATION = re.compile(r"^<\?xml[^>]*\?>\s*")
_PLACE = re.compile(r' schemaLocation="\w+\.xsd"')


def written(service: Service, address: str, *, single: bool = False) -> str:
    """The description. A ``single`` one holds its schemas; the other says where they stand."""
    prefixes = {namespace(name): f"n{number}" for number, name in enumerate(service.schemas)}
    declared = " ".join(f'xmlns:{prefix}="{namespace}"' for namespace, prefix in prefixes.items())
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<wsdl:definitions name="{service.wsdl_service}" targetNamespace="{service.namespace}"',
            '    xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"',
            '    xmlns:wsaw="http://www.w3.org/2006/05/addressing/wsdl" xmlns:xs="http://www.w3.org/2001/XMLSchema"',
            f'    xmlns:tns="{service.namespace}" {declared}>',
            "  <wsdl:types>",
            *(_inside(service) if single else _elsewhere(service, address)),
            "  </wsdl:types>",
            *(line for operation in service.operations for line in _messages(service, operation, prefixes)),
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


def _inside(service: Service) -> list[str]:
    texts = (_DECLARATION.sub("", contract.text_of(name)) for name in contract.names(service))
    return [_PLACE.sub("", text) for text in texts]


def _elsewhere(service: Service, address: str) -> list[str]:
    imports = [
        f'      <xs:import namespace="{namespace(name)}"'
        f" schemaLocation={quoteattr(f'{address}?xsd={name}')}/>"
        for name in service.schemas
    ]
    own = service.namespace.rstrip("/")
    return [f'    <xs:schema targetNamespace="{own}/Imports">', *imports, "    </xs:schema>"]


def _qualified(element: tuple[str, str], prefixes: dict[str, str]) -> str:
    namespace, name = element
    return f"{prefixes[namespace]}:{name}"


def _messages(service: Service, operation: Operation, prefixes: dict[str, str]) -> list[str]:
    prefix = prefixes[operation.namespace]
    sent, answered = (service.part or name for name in (operation.input_name, operation.output_name))
    fault = _qualified(service.fault_element, prefixes)
    return [
        _message(service.input_message(operation), sent, f"{prefix}:{operation.input_name}"),
        _message(service.output_message(operation), answered, f"{prefix}:{operation.output_name}"),
        _message(service.fault_message(operation), "detail", fault),
    ]


def _message(name: str, part: str, element: str) -> str:
    return f'  <wsdl:message name="{name}"><wsdl:part name="{part}" element="{element}"/></wsdl:message>'


def _port_type(service: Service) -> list[str]:
    fault = service.fault_name
    return [
        f'  <wsdl:portType name="{service.port_type}">',
        *(
            f'    <wsdl:operation name="{operation.name}">\n'
            f'      <wsdl:input message="tns:{service.input_message(operation)}"/>\n'
            f'      <wsdl:output message="tns:{service.output_message(operation)}"/>\n'
            f'      <wsdl:fault name="{fault}" message="tns:{service.fault_message(operation)}"/>\n'
            f"    </wsdl:operation>"
            for operation in service.operations
        ),
        "  </wsdl:portType>",
    ]


def _binding(service: Service) -> list[str]:
    fault = service.fault_name
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
    """The query says which: ``?wsdl``, ``?singleWsdl``, ``?xsd=name``, or nothing."""
    asked = {name.lower(): value for name, value in request.GET.items()}
    address = request.build_absolute_uri(reverse(f"soap_{service.name}"))
    if "wsdl" in asked or "singlewsdl" in asked:
        single = "singlewsdl" in asked
        return HttpResponse(written(service, address, single=single), content_type=_CONTENT_TYPE)
    if "xsd" in asked:
        if asked["xsd"] not in contract.names(service):
            raise Http404
        return HttpResponse(contract.served(asked["xsd"], address), content_type=_CONTENT_TYPE)
    words = {"service": service, "address": address, "schemas": sorted(contract.names(service))}
    return render(request, "soap/service.html", words)
