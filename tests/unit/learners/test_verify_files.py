"""Reading verify batches: the wire's XML and CSV, and everything that can be wrong with them."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest

from testamur.batches.columns import Line, Reading, Unreadable
from testamur.batches.columns.opening import open_file
from testamur.batches.columns.profiles import load_profile
from testamur.batches.columns.reading import Form, Limits
from testamur.batches.findings import Finding, in_words
from testamur.learners.kinds.verify.findings import CATALOGUE, REJECTING
from testamur.learners.kinds.verify.layout import LAYOUT, VLDMSG
from testamur.learners.kinds.verify.rules import begin
from testamur.learners.kinds.verify.writing import HEADINGS, ResultRow, write_csv, write_request, write_xml
from testamur.learners.rules import uln_of

TODAY = date(2026, 1, 1)
ULN, OTHER = (str(uln_of(f"{number:09}")) for number in (100000000, 100000001))
NS = f'xmlns:v="{VLDMSG}"'
ONE = f"<Learner><ULN>{ULN}</ULN><FamilyName>Rees</FamilyName><GivenName>Siân</GivenName></Learner>"


def request(learners: str = ONE, *, head: str = "<LearnerRecordCount>1</LearnerRecordCount>") -> bytes:
    return f"<v:SubmitVerifyBatch {NS}>{head}{learners}</v:SubmitVerifyBatch>".encode()


def opened(data: bytes, **options: Any) -> Reading:
    limits = Limits(**{"max_bytes": 10**6, "max_records": 100, **options})
    form = Form(LAYOUT, load_profile(LAYOUT), limits, lambda header: begin(header, TODAY), REJECTING)
    return open_file(io.BytesIO(data), form)


def lines(data: bytes, **options: Any) -> list[Line]:
    return list(opened(data, **options).lines)


def refusal(data: bytes, **options: Any) -> Finding:
    with pytest.raises(Unreadable) as caught:
        lines(data, **options)
    (finding,) = caught.value.findings
    said = in_words(finding, CATALOGUE)
    assert "{" not in said.what + said.remedy
    return finding


def keys(line: Line) -> list[str]:
    return [finding.key for finding in line.findings]


def test_every_sentence_of_the_catalogue_can_be_put_into_words() -> None:
    for definition in CATALOGUE.values():
        assert definition.sentence.endswith((".", ".{nearest}"))
        assert definition.remedy.endswith(".")
        assert definition.code


def test_a_request_of_the_wire_is_read_with_and_without_envelope() -> None:
    learner = (
        f"<Learner><MISIdentifier>m-1</MISIdentifier><ULN>{ULN}</ULN><FamilyName>Rees</FamilyName>"
        "<GivenName>Siân</GivenName><DateOfBirth>2004-07-31</DateOfBirth><Gender>2</Gender></Learner>"
    )
    head = (
        "<OrganisationRef>123456</OrganisationRef><UKPRN>10000001</UKPRN><OrgPassword>secret</OrgPassword>"
        "<UserName>me</UserName><LearnerRecordCount>1</LearnerRecordCount><OrgEmail>a@b.example</OrgEmail>"
    )
    data = request(learner, head=head)
    soap = "http://schemas.xmlsoap.org/soap/envelope/"
    around = f'<s:Envelope xmlns:s="{soap}"><s:Header/><s:Body>'.encode() + data + b"</s:Body></s:Envelope>"
    for each in (data, around):
        reading = opened(each)
        (line,) = reading.lines
        assert line.payload == {
            "mis_identifier": "m-1",
            "uln": ULN,
            "family_name": "Rees",
            "given_name": "Siân",
            "date_of_birth": "2004-07-31",
            "gender": 2,
        }
        assert dict(reading.header) == {
            "organisation_ref": "123456",
            "ukprn": "10000001",
            "email": "a@b.example",
        }


def test_optional_elements_may_be_absent_empty_or_nil() -> None:
    nil = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'
    learner = ONE.replace("</Learner>", f"<DateOfBirth/><Gender {nil}/></Learner>")
    (line,) = lines(request(learner))
    assert line.payload is not None
    assert (line.payload["date_of_birth"], line.payload["gender"], line.rejected) == (None, None, False)


def test_many_records_come_one_by_one_whatever_their_number() -> None:
    claims = [(f"m{place}", ULN, "Rees", "Siân" * 8, None, None) for place in range(5000)]
    data = b"".join(write_request(claims, count=5000))
    found = lines(data, max_records=5000, max_bytes=10**7)
    assert [line.number for line in found] == list(range(1, 5001))
    assert found[-1].incoming == ["m4999", ULN, "Rees", "Siân" * 8, None, None]


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (request(ONE * 2), "V01.count"),
        (request(ONE, head="<LearnerRecordCount>0</LearnerRecordCount>"), "V01.count"),
        (request(ONE, head="<LearnerRecordCount>many</LearnerRecordCount>"), "V01.count_not_a_number"),
        (request(ONE, head="<LearnerRecordCount/>"), "V01.count_not_a_number"),
        (request(ONE, head="<LearnerRecordCount>0000000001</LearnerRecordCount>"), "V01.count_not_a_number"),
        (request(ONE, head="<LearnerRecordCount>00000000001</LearnerRecordCount>"), "V01.count_not_a_number"),
        (request(""), "V01.none"),
        (request(ONE, head=""), "V03.missing_element"),
        (
            request(ONE, head="<OrgEmail>a@b.example</OrgEmail><LearnerRecordCount>1</LearnerRecordCount>"),
            "V03.order",
        ),
        (request(ONE, head="<LearnerCount>1</LearnerCount>"), "V03.unknown_element"),
        (request(ONE, head="<LearnerRecordCount><x>1</x></LearnerRecordCount>"), "V03.content"),
        (
            request(ONE, head="<LearnerRecordCount>1</LearnerRecordCount><OrgEmail>nobody</OrgEmail>"),
            "V06.email",
        ),
        (request(ONE.replace("ULN", "Uln")), "V03.unknown_element"),
        (request(ONE.replace("<ULN>", "<ULN>1</ULN><ULN>")), "V03.repeated"),
        (
            request(f"<Learner><FamilyName>R</FamilyName><ULN>{ULN}</ULN><GivenName>S</GivenName></Learner>"),
            "V03.order",
        ),
        (request(ONE.replace("<ULN>", "text<ULN>")), "V03.content"),
        (request(ONE.replace("Rees", "<b>Rees</b>")), "V03.content"),
        (request(f"{ONE}<Other/>"), "V03.content"),
        (request(f"{ONE}<Other/>{ONE}"), "V03.unknown_element"),
        (request(f"{ONE}<OrgEmail>a@b.example</OrgEmail>"), "V03.content"),
        (request(f"{ONE}text"), "V03.content"),
        (request(f"<Learner>{ONE}</Learner>"), "V03.content"),
        (request(f"<v:Learner {NS}/>"), "V03.namespace"),
        (request()[:-5], "V03.truncated"),
        (request().replace(b"</ULN>", b"</ULM>"), "V03.not_well_formed"),
        (request().replace(b"Rees", b"&bomb;"), "V03.not_well_formed"),
        (b"<SubmitVerifyBatch/>", "V03.namespace"),
        (b"<Other/>", "V03.root"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>' + request(), "V03.doctype"),
        (b'<?xml version="1.0" encoding="utf-7"?>' + request(), "V02.encoding"),
        (b"", "V02.empty"),
        (b"PK\x03\x04", "V02.neither"),
        (b"<v\x01/>", "V02.binary"),
        (request(ONE.replace("Rees", "R" * 2000)), "V02.long_field"),
    ],
)
def test_a_file_that_is_no_verify_batch_is_refused(data: bytes, key: str) -> None:
    assert refusal(data).key == key


@pytest.mark.parametrize("element", ["ULN", "FamilyName", "GivenName"])
def test_an_element_that_is_left_out_is_a_finding_of_its_record(element: str) -> None:
    shorter = re.sub(f"<{element}>.*</{element}>", "", ONE)
    wrong, right = lines(
        request(shorter + ONE, head="<LearnerRecordCount>2</LearnerRecordCount>"),
    )
    assert (keys(wrong), wrong.rejected, right.rejected) == (["V10.missing"], True, False)


def test_a_record_that_is_nil_says_nothing() -> None:
    nil = '<Learner xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>'
    first, second = lines(request(nil + ONE, head="<LearnerRecordCount>2</LearnerRecordCount>"))
    assert (set(keys(first)), first.rejected, second.rejected) == ({"V10.missing"}, True, False)


def test_structure_and_count_have_the_codes_of_the_lrs() -> None:
    assert CATALOGUE[refusal(request(ONE * 2)).key].code == "WSRC0030"
    assert CATALOGUE[refusal(request(f"{ONE}<Other/>")).key].code == "WSEC0001"


def test_a_number_of_records_that_is_none_is_named_with_its_element() -> None:
    finding = refusal(request(ONE, head="<LearnerRecordCount>many</LearnerRecordCount>"))
    assert (finding.field, finding.value) == ("LearnerRecordCount", "many")


def test_a_header_element_without_a_text_says_nothing() -> None:
    reading = opened(request(head="<UKPRN/><LearnerRecordCount>1</LearnerRecordCount><OrgEmail> </OrgEmail>"))
    assert reading.header == {}


def test_limits_are_those_that_are_set() -> None:
    data = request(ONE * 3, head="<LearnerRecordCount>3</LearnerRecordCount>")
    assert len(lines(data, max_records=3)) == 3
    assert refusal(data, max_records=2).key == "V01.too_many"
    assert refusal(data, max_bytes=len(data) - 1).key == "V01.too_large"


@pytest.mark.parametrize(
    ("field", "text", "key"),
    [
        ("ULN", "", "V10.missing"),
        ("ULN", "   ", "V10.missing"),
        ("ULN", "123", "V11.shape"),
        ("ULN", "0123456789", "V11.shape"),
        ("ULN", "1.0E+09", "V11.shape"),
        ("ULN", "1000000008", "V11.check_digit"),
        ("ULN", "9999999999", "V11.unknown"),
        ("FamilyName", "", "V10.missing"),
        ("GivenName", "x" * 36, "V12.too_long"),
        ("MISIdentifier", "x" * 129, "V12.too_long"),
        ("GivenName", "Si\u0085an", "V12.control_character"),
        ("DateOfBirth", "2001-02-29", "V13.not_a_date"),
        ("DateOfBirth", "2026-01-02", "V13.range"),
        ("DateOfBirth", "1799-12-31", "V13.range"),
        ("Gender", "3", "V14.gender"),
        ("Gender", "F", "V14.gender"),
        ("Gender", "02", "V14.gender"),
    ],
)
@pytest.mark.parametrize("form", ["csv", "xml"])
def test_a_field_that_cannot_be_right_rejects_its_record(field: str, text: str, key: str, form: str) -> None:
    right = {"MISIdentifier": "m", "ULN": ULN, "FamilyName": "Rees", "GivenName": "Siân"}
    right |= {"DateOfBirth": "2004-07-31", "Gender": "2"}
    wrong = {**right, field: text}
    if form == "xml":
        data = b"".join(write_request([tuple(wrong.values()), tuple(right.values())], count=2))
    else:
        data = "\n".join(",".join(row) for row in (right, wrong.values(), right.values())).encode()
    bad, good = lines(data)
    assert keys(bad) == [key]
    assert (bad.rejected, good.rejected) == (True, False)
    assert bad.findings[0].field == field


def test_csv_is_read_in_any_order_separator_and_wording_of_its_headings() -> None:
    data = f"Given name;Surname;uln;DOB\r\nSiân;Rees;{ULN};31/07/2004\r\n".encode()
    (line,) = lines(data)
    assert line.payload is not None
    assert line.payload["date_of_birth"] == "2004-07-31"
    assert keys(line) == ["V15.day_first"]
    assert not line.rejected


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"ULN,GivenName\n1,2\n", "V04.headings"),
        (b"ULN,GivenName,FamilyName,Gendre\n", "V04.headings"),
        (b"ULN,GivenName,FamilyName,Surname\n", "V04.repeated"),
        (b"ULN,GivenName,FamilyName\n", "V01.none"),
        (b'ULN,GivenName,FamilyName\n1,"2,3\n', "V04.quotation"),
        (b"just some words\nin two lines\n", "V04.headings"),
    ],
)
def test_csv_with_other_headings_is_refused(data: bytes, key: str) -> None:
    assert refusal(data).key == key


def test_unknown_columns_are_left_out_with_a_note_and_cells_too_many_reject() -> None:
    reading = opened(
        f"ULN,GivenName,FamilyName,Favourite colour\n{ULN},S,R,blue\n{ULN},S,R,blue,x\n".encode()
    )
    first, second = reading.lines
    assert [note.key for note in reading.notes] == ["V05.columns"]
    assert (first.rejected, keys(second)) == (False, ["V10.cells"])


def test_a_result_sent_again_is_what_was_searched() -> None:
    row = (
        "m",
        ULN,
        "Rees",
        "Siân",
        "2004-07-31",
        "2",
        "WSVRC002",
        OTHER,
        "Married",
        "Siân",
        "2004-07-31",
        "2",
    )
    data = b"".join(write_csv([ResultRow(row, ["VRF2"], "said")]))
    assert data.decode("utf-8-sig").splitlines()[0] == ",".join(HEADINGS)
    reading = opened(data)
    assert reading.headings == ["MISIdentifier", *(name for name in HEADINGS if name.startswith("Searched"))]
    (line,) = reading.lines
    assert line.payload is not None
    assert (line.payload["uln"], line.payload["family_name"]) == (ULN, "Rees")
    assert not line.findings


def test_a_result_in_xml_has_the_layout_of_the_lrs_and_leaves_out_what_is_empty() -> None:
    row = ("", ULN, "R<s", "Siân", "", "", "WSVRC005", "", "", "", "", "")
    text = b"".join(
        write_xml([ResultRow(row, ["VRF1", "VRF7"])], status="Successful", started="", finished="")
    ).decode()
    assert (
        f"<VerifiedLearner><SearchedULN>{ULN}</SearchedULN><SearchedFamilyName>R&lt;s</SearchedFamilyName>"
        "<SearchedGivenName>Siân</SearchedGivenName><ResponseCode>WSVRC005</ResponseCode>"
        "<FailureFlag>VRF1</FailureFlag><FailureFlag>VRF7</FailureFlag></VerifiedLearner>"
    ) in text
    assert "<JobStatus>Successful</JobStatus>" in text
    assert "JobStartedDateTime" not in text
