"""Callers of the web services: a stock SOAP client, and envelopes made by hand."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import zeep
from django.test import Client
from lxml import etree
from requests import Response
from zeep.transports import Transport

from testamur.soap import contract
from testamur.soap.services import SERVICES as SERVICE_TABLE

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
SERVICES = "http://api.lrs.qcf.gov.uk/services"
MODEL = "http://api.lrs.qcf.gov.uk/model"
ACTION = f"{SERVICES}/IExternalService"
HOST = "http://testserver"
PASSWORD = "Abcd-1234_efgh.9"


@cache
def _contract(service: str) -> etree.XMLSchema:
    return contract.compiled(next(each for each in SERVICE_TABLE if each.name == service))


def check_answer(service: str, content: bytes) -> None:
    """Whatever is answered is valid against the published contract: the message, or what a fault tells."""
    (body,) = etree.fromstring(content).iter(f"{{{ENVELOPE}}}Body")
    (message,) = body
    (told,) = message.findall("detail/*") if message.tag == f"{{{ENVELOPE}}}Fault" else [message]
    _contract(service).assertValid(etree.fromstring(etree.tostring(told)))


class ThroughTestClient(Transport):
    """zeep's requests, to the pages under test instead of to a network. ``before`` is called before each call."""

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        super().__init__()
        self.before = before

    def load(self, url: str) -> bytes:
        parts = urlsplit(url)
        assert f"{parts.scheme}://{parts.netloc}" == HOST, f"{url} is not an address of this service"
        answer = Client().get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 200, url
        return answer.content

    def post(self, address: str, message: bytes, headers: dict[str, str]) -> Response:
        self.before()
        named = {name: value for name, value in headers.items() if name != "Content-Type"}
        answer = Client().post(
            urlsplit(address).path, message, content_type=headers["Content-Type"], headers=named
        )
        check_answer(urlsplit(address).path.strip("/").removesuffix(".svc"), answer.content)
        response = Response()
        response.status_code = answer.status_code
        response._content = answer.content
        response.headers.update({name: str(value) for name, value in answer.headers.items()})
        response.encoding = "utf-8"
        return response


def stock_client(service: str) -> zeep.Client:
    """zeep as it comes, strict, with nothing but the address of the WSDL."""
    return zeep.Client(f"{HOST}/{service}.svc?wsdl", transport=ThroughTestClient())


@dataclass
class Reply:
    """What came back."""

    status: int
    root: Any
    headers: Any

    def text(self, name: str) -> str | None:
        """The text of the first element of this local name."""
        found = self.root.xpath(f"//*[local-name() = '{name}']")
        return found[0].text if found else None

    def names(self, parent: str) -> list[str]:
        """The local names inside the first element of this local name, in order."""
        (found, *_more) = self.root.xpath(f"//*[local-name() = '{parent}']")
        return [etree.QName(each).localname for each in found]

    @property
    def fault(self) -> str | None:
        """The code of a fault, or nothing."""
        return self.text("ErrorCode") if self.status != 200 else None

    @property
    def detail(self) -> str:
        """The sentence of a DomainFault."""
        return base64.b64decode(self.text("ErrorDetail") or "").decode()


def post(service: str, body: bytes | str, **more: Any) -> Reply:
    """Send bytes as they are."""
    action = more.pop("action", None)
    headers = {**more.pop("headers", {}), **({} if action is None else {"SOAPAction": f'"{action}"'})}
    content_type = more.pop("content_type", "text/xml; charset=utf-8")
    data = body.encode() if isinstance(body, str) else body
    answer = Client().post(f"/{service}.svc", data, content_type=content_type, headers=headers, **more)
    assert answer.headers["Content-Type"].startswith("text/xml")
    check_answer(service, answer.content)
    return Reply(answer.status_code, etree.fromstring(answer.content), answer.headers)


def envelope(body: str) -> str:
    return f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body>{body}</s:Body></s:Envelope>'


def user(
    reference: str = "10000001", password: str | None = PASSWORD, name: str | None = "Ada Caller"
) -> str:
    """An ``invokingUser``; ``None`` leaves a part out."""
    parts = (("OrgPassword", password), ("OrganisationRef", reference), ("UserName", name))
    said = "".join(f"<m:{part}>{value}</m:{part}>" for part, value in parts if value is not None)
    return f'<invokingUser xmlns:m="{MODEL}">{said}</invokingUser>'


def achievement(**texts: str) -> str:
    """A right record; ``texts`` replace what stands in its elements."""
    right = {
        "AchievementAwardDate": "2019-07-03T00:00:00",
        "Action": "1",
        "ActionDate": "2019-08-01T00:00:00",
        "FamilyName": "Familyk",
        "GivenName": "Givena",
        "ProviderUkprn": "10000101",
        "Uln": "1000000000",
        "UnitOrQualificationReferenceNumber": "601/0001/1",
    }
    return "".join(f"<{name}>{text}</{name}>" for name, text in {**right, **texts}.items())


def submission(
    *records: str,
    who: str | None = None,
    email: str | None = "results@board.example",
    kind: str | None = "Final",
) -> str:
    """A SubmitAchievementBatchJob request."""
    parts = [user() if who is None else who]
    parts += [f"<emailAddress>{email}</emailAddress>"] if email is not None else []
    parts += [f"<submissionType>{kind}</submissionType>"] if kind is not None else []
    held = "".join(f"<Achievement>{record}</Achievement>" for record in records)
    return envelope(
        f'<SubmitAchievementBatchJob xmlns="{SERVICES}">{"".join(parts)}<achievements>{held}</achievements>'
        "</SubmitAchievementBatchJob>"
    )


def submit(*records: str, **more: Any) -> Reply:
    options = {name: more.pop(name) for name in ("who", "email", "kind") if name in more}
    body = submission(*(records or (achievement(),)), **options)
    return post("ExternalService", body, action=f"{ACTION}/SubmitAchievementBatchJob", **more)


def result_of(job: int | str, who: str | None = None) -> Reply:
    body = f'<GetAchievementBatchJob xmlns="{SERVICES}">{who or user()}<jobId>{job}</jobId></GetAchievementBatchJob>'
    return post("ExternalService", envelope(body), action=f"{ACTION}/GetAchievementBatchJob")
