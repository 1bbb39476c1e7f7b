"""What a call is, and what a service and its operations are: the table from which all else follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from testamur.soap.refusals import Refusal

if TYPE_CHECKING:
    from testamur.access.models import User
    from testamur.organisations.models import Organisation


@dataclass(frozen=True, slots=True)
class Call:
    """Who calls, for which organisation, as which account, and the name that the software gave for its user."""

    organisation: Organisation
    user: User
    user_name: str


Handler = Callable[[Call, etree._Element], etree._Element]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: the elements of its messages, its SOAPAction, and what answers it.

    ``input_name`` and ``output_name`` are local names in ``namespace``; ``messages`` are the names of both messages in
    the description, where they do not follow from the name of the operation.
    """

    name: str
    namespace: str
    input_name: str
    output_name: str
    action: str
    handle: Handler
    explanation: Any
    messages: tuple[str, str] = ("", "")

    @property
    def input_tag(self) -> str:
        return f"{{{self.namespace}}}{self.input_name}"


@dataclass(frozen=True, slots=True)
class Service:
    """One address with its operations, and the form of its faults.

    Where ``by_action`` is set the header SOAPAction says which operation is meant and must be there; elsewhere the
    element in the body says it. ``schemas`` are the files in ``contracts/`` whose elements the messages are.
    """

    name: str
    path: str
    namespace: str
    port_type: str
    wsdl_service: str
    port: str
    schemas: tuple[str, ...]
    fault: Callable[[Refusal], etree._Element]
    fault_element: tuple[str, str]
    fault_name: str
    part: str  # the name of a message's part; empty: that of its element
    by_action: bool
    title: Any
    operations: tuple[Operation, ...]

    def input_message(self, operation: Operation) -> str:
        return operation.messages[0] or f"{self.port_type}_{operation.name}_InputMessage"

    def output_message(self, operation: Operation) -> str:
        return operation.messages[1] or f"{self.port_type}_{operation.name}_OutputMessage"

    def fault_message(self, operation: Operation) -> str:
        return f"{self.port_type}_{operation.name}_{self.fault_name}_FaultMessage"
