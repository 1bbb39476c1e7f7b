"""SOAP 1.1 envelopes: read without trusting them, and written."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from testamur.plumbing.xml import BODY, ENVELOPE, INSTANCE, NIL, namespace_of
from testamur.plumbing.xml import SOAP as ENVELOPE_NAMESPACE

HEADER = f"{{{ENVELOPE_NAMESPACE}}}Header"
_MUST_UNDERSTAND = f"{{{ENVELOPE_NAMESPACE}}}mustUnderstand"
_ACTOR = f"{{{ENVELOPE_NAMESPACE}}}actor"
_NEXT = "http://schemas.xmlsoap.org/soap/actor/next"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class Malformed(Exception):
    """What is no envelope. ``fault_code`` is SOAP's own, where it has one for this."""

    def __init__(self, words: str, fault_code: str = "Client") -> None:
        super().__init__(words)
        self.words = words
        self.fault_code = fault_code


def payload(envelope: etree._Element) -> etree._Element:
    """The one element of the body; a header that we would have to understand is refused."""
    if envelope.tag != ENVELOPE:
        other = envelope.tag.endswith("}Envelope")
        raise Malformed(
            f"The root must be the element Envelope of SOAP 1.1 ({ENVELOPE_NAMESPACE}).",
            "VersionMismatch" if other and namespace_of(str(envelope.tag)) else "Client",
        )
    parts = list(envelope)
    if parts and parts[0].tag == HEADER:
        _check_header(parts.pop(0))
    if not parts or parts[0].tag != BODY:
        raise Malformed("The envelope has no Body.")
    if len(parts) > 1:
        raise Malformed("There is something after the Body.")
    found = list(parts[0])
    if len(found) != 1:
        raise Malformed(f"The Body must hold one element; it holds {len(found)}.")
    return found[0]


def _check_header(header: etree._Element) -> None:
    for block in header:
        if block.get(_MUST_UNDERSTAND) in ("1", "true") and block.get(_ACTOR, _NEXT) in ("", _NEXT):
            raise Malformed(
                f"We do not understand the header {etree.QName(block).localname}.", "MustUnderstand"
            )


def written(body: etree._Element) -> bytes:
    """The envelope of an answer."""
    envelope = etree.Element(ENVELOPE, nsmap={"s": ENVELOPE_NAMESPACE, "i": INSTANCE})
    etree.SubElement(envelope, BODY).append(body)
    return etree.tostring(envelope, xml_declaration=True, encoding="utf-8")


def new(namespace: str, name: str, *, prefix: str | None = None) -> etree._Element:
    """An element with nothing in it."""
    return etree.Element(f"{{{namespace}}}{name}", nsmap=spaces({prefix: namespace}))


def spaces(prefixes: dict[str | None, str]) -> Any:
    """Prefixes as lxml takes them; its stubs know of no default namespace (``None``)."""
    return prefixes


def child(
    parent: etree._Element,
    name: str,
    text: object = None,
    *,
    namespace: str | None = None,
    qualified: bool = True,
) -> etree._Element:
    """A child in its parent's namespace, in another, or in none."""
    if namespace is None and qualified:
        namespace = namespace_of(str(parent.tag))
    element = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name)
    if text is not None:
        element.text = clean(str(text))
    return element


def nil(parent: etree._Element, name: str, *, namespace: str | None = None) -> None:
    """A child that says that there is no value."""
    child(parent, name, namespace=namespace).set(NIL, "true")


def clean(text: str) -> str:
    """What XML cannot carry at all becomes a question mark in a diamond."""
    return _NOT_XML.sub("\ufffd", text)


def text_of(parent: etree._Element, name: str) -> str:
    """The text of a child, by its name in any namespace; nothing where it is absent, empty or nil."""
    for element in parent:
        if etree.QName(element).localname == name:
            return (element.text or "").strip()
    return ""
