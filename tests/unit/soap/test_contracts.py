"""The schemas and descriptions that we serve."""

from __future__ import annotations

import re

import pytest
from lxml import etree

from testamur.achievements.kinds.achievements.layout import FIELDS
from testamur.soap import contract, wsdl
from testamur.soap.calls import Service
from testamur.soap.services import EXTERNAL, SERVICES

XS = "{http://www.w3.org/2001/XMLSchema}"
ADDRESS = "https://exams.example/a&b/Service.svc"

pytestmark = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def test_every_message_is_declared_in_the_schemas(service: Service) -> None:
    declared = set()
    for name in contract.names(service):
        root = etree.fromstring(contract.served(name, ADDRESS).encode())
        declared |= {(root.get("targetNamespace"), each.get("name")) for each in root.findall(f"{XS}element")}
    for operation in service.operations:
        assert (operation.namespace, operation.input_name) in declared
        assert (operation.namespace, operation.output_name) in declared
    assert service.fault_element in declared


def test_what_is_served_points_to_what_is_served(service: Service) -> None:
    texts = [wsdl.written(service, ADDRESS)] + [
        contract.served(name, ADDRESS) for name in contract.names(service)
    ]
    for text in texts:
        root = etree.fromstring(text.encode())
        locations = re.findall(r'schemaLocation="([^"]*)"', text)
        named = {location.partition("?xsd=")[2] for location in locations}
        assert named <= set(contract.names(service))
        assert all(location.startswith(ADDRESS.replace("&", "&amp;")) for location in locations)
        assert root.getroottree().docinfo.encoding == "UTF-8"


def test_the_record_of_the_schema_is_that_of_the_files(service: Service) -> None:
    if service is not EXTERNAL:
        return
    root = etree.fromstring(contract.served("services", ADDRESS).encode())
    found = root.findall(f"{XS}complexType[@name='Achievement']/{XS}sequence/{XS}element")
    declared = [
        (
            each.get("name"),
            str(each.get("type")).removeprefix("xs:"),
            each.get("minOccurs") is None,
            each.get("nillable") == "true",
        )
        for each in found
    ]
    assert declared == [
        (field.name, field.xml_type, field.must_be_present, field.nillable) for field in FIELDS
    ]
