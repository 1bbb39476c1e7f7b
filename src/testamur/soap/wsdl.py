"""The WSDL of a service, written from the table of its operations and served with the address that was asked."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from testamur.soap import schemas
from testamur.soap.calls import Operation, Service

_TRANSPORT = "http://schemas.xmlsoap.org/soap/http"


def written(service: Service, address: str) -> str:
    prefixes = {schemas.namespace(name): f"n{number}" for number, name in enumerate(service.schemas)}
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
        f'      <xs:import namespace="{schemas.namespace(name)}"'
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
