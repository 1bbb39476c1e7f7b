"""The samples of ``docs/web-services.md``: a request and an answer of every operation, as the contract has them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lxml import etree

from testamur.soap import contract
from testamur.soap.calls import Operation, Service
from testamur.soap.services import SERVICES

ROOT = Path(__file__).parents[3]
TEXT = (ROOT / "docs" / "web-services.md").read_text(encoding="utf-8")
OPERATIONS = [(service, operation) for service in SERVICES for operation in service.operations]


def samples(heading: str) -> list[etree._Element]:
    """The blocks of XML under a heading."""
    part = re.search(rf"^### {heading}\n(.*?)(?=^### |\Z)", TEXT, re.DOTALL | re.MULTILINE)
    assert part, f"there is no sample of {heading}"
    return [etree.fromstring(block) for block in re.findall(r"```xml\n(.*?)```", part[1], re.DOTALL)]


@pytest.mark.parametrize(("service", "operation"), OPERATIONS, ids=lambda each: each.name)
def test_every_operation_has_a_request_and_an_answer_that_are_valid(
    service: Service, operation: Operation
) -> None:
    request, answer = samples(operation.name)
    assert request.tag == operation.input_tag
    assert answer.tag == f"{{{operation.namespace}}}{operation.output_name}"
    for message in (request, answer):
        contract.compiled(service).assertValid(message)


def test_the_fault_is_valid() -> None:
    (fault,) = samples("A fault")
    (told,) = fault.findall("detail/*")
    service = next(each for each in SERVICES if each.name == "LearnerService")
    contract.compiled(service).assertValid(etree.fromstring(etree.tostring(told)))
