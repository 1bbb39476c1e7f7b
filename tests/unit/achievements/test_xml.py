"""Reading LRS web-service XML: what is accepted, and what refuses the whole request."""

from __future__ import annotations

import re

import pytest

from testamur.achievements.kinds.achievements.layout import FIELDS, NAMES, SERVICES
from testamur.plumbing.xml import LONGEST_RECORD
from unit.achievements.batches import GOOD, keys, lines, opened, refusal, refused_key, several, texts, xml

ONE = [texts()]


def changed(old: str, new: str, *, count: int = -1, records: int = 3) -> bytes:
    """A right file with a text replaced in it, ``count`` times or throughout."""
    text = xml(several(records)).decode()
    assert old in text
    return text.replace(old, new, count).encode()


def test_a_request_is_read_with_its_header() -> None:
    reading = opened(xml(several(3), user={"OrganisationRef": "ABC123", "OrgPassword": "a secret of 16"}))
    assert reading.format == "xml"
    assert reading.headings == list(NAMES)
    assert reading.header == {
        "job_type": "final",
        "email": "results@example.org",
        "organisation_ref": "ABC123",
    }
    assert reading.notes == []
    read = list(reading.lines)
    assert [line.number for line in read] == [1, 2, 3]
    assert [line.rejected for line in read] == [False] * 3
    assert read[0].incoming == texts()
    assert read[0].payload is not None
    assert read[0].payload["given_name"] == "Siân"


def test_the_password_of_the_request_goes_no_further() -> None:
    data = xml(ONE, user={"OrgPassword": "0123456789abcdef", "OrganisationRef": "X", "UserName": "someone"})
    reading = opened(data)
    assert "0123456789abcdef" not in str(reading.header)
    assert "someone" not in str(reading.header)


def test_a_soap_envelope_makes_no_difference() -> None:
    assert lines(xml(several(3), envelope=True)) == lines(xml(several(3)))
    with_header = xml(ONE, envelope=True).replace(
        b"<s:Body>", b'<s:Header><w:Security xmlns:w="urn:w"><w:Achievement/></w:Security></s:Header><s:Body>'
    )
    assert len(lines(with_header)) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<Achievement>", "<!-- a comment --><Achievement>"),
        ("<Achievement>", "<?tool note?>\n\n   <Achievement>"),
        ("<Grade>Pass</Grade>", "<Grade><![CDATA[Pass]]></Grade>"),
        ("<Grade>Pass</Grade>", "<Grade>Pa<!-- in the middle -->ss</Grade>"),
        ("<Grade>Pass</Grade>", "<Grade>&#80;ass</Grade>"),
        ('<?xml version="1.0" encoding="UTF-8"?>', ""),
        ('<?xml version="1.0" encoding="UTF-8"?>', "\ufeff"),
        ('<?xml version="1.0" encoding="UTF-8"?>', "<!-- <!DOCTYPE x> is only spoken of here -->"),
    ],
)
def test_other_ways_of_writing_the_same_xml_give_the_same(old: str, new: str) -> None:
    assert lines(changed(old, new)) == lines(xml(several(3)))


def test_prefixed_names_are_the_same_names() -> None:
    text = xml(several(2)).decode().replace(f'xmlns="{SERVICES}"', f'xmlns:q="{SERVICES}"')
    prefixed = re.sub(r"<(/?)(?![?/]|m:)(\w)", r"<\1q:\2", text)
    assert lines(prefixed.encode()) == lines(xml(several(2)))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "windows-1252"])
def test_a_file_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    name = "utf-16" if encoding.startswith("utf-16") else encoding
    text = xml(several(3)).decode().replace("UTF-8", name)
    bom = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    assert lines((bom + text).encode(encoding)) == lines(xml(several(3)))


def test_absent_and_nil_fields_have_no_value() -> None:
    optional = [field.key for field in FIELDS if not field.required]
    bare = lines(xml([texts(**dict.fromkeys(optional))]))[0]
    assert bare.findings == []
    assert [text for text in bare.incoming if text is not None] == [
        GOOD[field.key] for field in FIELDS if field.required
    ]
    nil = changed("<Grade>Pass</Grade>", '<Grade xsi:nil="true"/>')
    assert lines(nil)[0].payload == lines(xml([texts(grade=None)]))[0].payload


def test_a_blank_mandatory_field_is_a_finding_on_its_record_alone() -> None:
    read = lines(changed("<FamilyName>O'Brien</FamilyName>", "<FamilyName> </FamilyName>", count=1))
    assert [keys(line.findings) for line in read] == [["F01.missing"], [], []]
    assert [line.rejected for line in read] == [True, False, False]


def test_findings_from_us_inside_a_record_are_ignored_when_it_comes_back() -> None:
    ours = '<f:Finding code="F02" severity="error" field="Uln">wrong</f:Finding></Achievement>'
    assert lines(changed("</Achievement>", ours)) == lines(xml(several(3)))


@pytest.mark.parametrize("word", ["Final", "final", "F", "f"])
def test_the_words_for_a_final_job_are_understood(word: str) -> None:
    assert opened(changed("Final", word)).header["job_type"] == "final"


@pytest.mark.parametrize("word", ["Provisional", "PROVISIONAL", "P", " p "])
def test_the_words_for_a_provisional_job_are_understood(word: str) -> None:
    assert opened(changed("Final", word)).header["job_type"] == "provisional"


def test_the_second_of_two_same_achievements_in_a_file_is_rejected() -> None:
    read = lines(xml([*several(2), texts()]))
    assert [line.rejected for line in read] == [False, False, True]
    assert read[2].findings[0].params == {"first": 1}


class TestRefused:
    """What breaks the schema refuses the request as a whole, and says where."""

    @pytest.mark.parametrize(
        ("old", "new", "key", "words"),
        [
            ("<Action>1</Action>", "<Actoin>1</Actoin>", "J05.unknown_element", ["Record 1", "Actoin", "Action?"]),
            ("<Action>1</Action>", "", "J05.missing_element", ["Record 1", "Action is missing"]),
            ("<Uln>", "<Level>3</Level><Uln>", "J05.unknown_element", ["Level"]),
            ("<Grade>Pass</Grade>", "<Grade>Pass</Grade><Grade>Merit</Grade>", "J05.repeated", ["Grade appears twice"]),
            ("<Grade>Pass</Grade>", '<Grade xmlns="urn:x">Pass</Grade>', "J05.namespace", ["Grade", "urn:x", SERVICES]),
            ("<Grade>Pass</Grade>", "<Grade><b>Pass</b></Grade>", "J05.content", ["inside a field"]),
            ("</Achievement>", "and so on</Achievement>", "J05.content", ["text outside"]),
            ("</Achievement>", "</Achievement>and so on", "J05.content", ["Between records 1 and 3", "text outside"]),
            ("</Achievement>", "</Achievement><Foreign/>", "J05.unknown_element", ["Foreign"]),
            ("<Achievement>", "<Foreign/><Achievement>", "J05.unknown_element", ["Before the first", "Foreign"]),
            ("</achievements>", "<Foreign/></achievements>", "J05.unknown_element", ["Foreign"]),
            ("</achievements>", " " * 65536 + "<Foreign/></achievements>", "J05.unknown_element", ["After record 3"]),
            ("</achievements>", "</achievements><more/>", "J05.content", ["After record 3", "more"]),
            ("</achievements>", "</achievements><achievements/>", "J05.content", ["After record 3", "achievements"]),
            (SERVICES, "http://example.org/services", "J05.namespace", ["http://example.org/services", SERVICES]),
            ("SubmitAchievementBatchJob", "SubmitLearnerBatchJob", "J05.root", ["SubmitLearnerBatchJob"]),
            ("<Grade>Pass</Grade>", "<Grade>&undefined;</Grade>", "J05.not_well_formed", ["undefined"]),
            ("<Grade>Pass</Grade>", "<Grade>Pass</grade>", "J05.not_well_formed", ["line 6"]),
        ],
    )  # fmt: skip
    def test_another_structure_is_refused_and_named(
        self, old: str, new: str, key: str, words: list[str]
    ) -> None:
        data = changed(old, new)
        assert refused_key(data) == key
        said = refusal(data)
        assert said.code == "WSEC0001"
        for word in words:
            assert word in said.what

    @pytest.mark.parametrize(
        ("moved", "before"), [("Action", "AchievementAwardDate"), ("Grade", "GivenName")]
    )
    def test_another_order_is_refused_with_what_was_expected(self, moved: str, before: str) -> None:
        element = re.search(f"<{moved}>[^<]*</{moved}>", xml(ONE).decode())
        assert element
        text = xml(ONE).decode().replace(element[0], "").replace(f"<{before}>", f"{element[0]}<{before}>")
        said = refusal(text.encode())
        assert refused_key(text.encode()) == "J05.order"
        assert "Record 1" in said.what

    def test_the_first_wrong_record_is_named_by_number_and_line(self) -> None:
        parts = xml(several(40)).decode().split("<Gender>")
        text = "<Gender>".join(parts[:30]) + "<Sex/><Gender>" + "<Gender>".join(parts[30:])
        assert refusal(text.encode()).what.startswith("Record 30, line 35: there is no element called Sex.")

    @pytest.mark.parametrize(
        "field", [field for field in FIELDS if field.must_be_present], ids=lambda field: field.key
    )
    def test_a_missing_mandatory_element_is_named(self, field) -> None:  # type: ignore[no-untyped-def]
        text = re.sub(f"<{field.name}>[^<]*</{field.name}>", "", xml(ONE).decode())
        assert refused_key(text.encode()) == "J05.missing_element"
        assert f"the element {field.name} is missing" in refusal(text.encode()).what

    def test_header_elements_have_a_fixed_order_too(self) -> None:
        data = changed(
            "<emailAddress>results@example.org</emailAddress>\n<submissionType>Final</submissionType>",
            "<submissionType>Final</submissionType><emailAddress>results@example.org</emailAddress>",
        )
        assert refused_key(data) == "J05.order"
        said = refusal(xml(ONE, user={"OrgPassword": "p"}).replace(b"OrgPassword", b"Password"))
        assert "invokingUser: there is no element called Password" in said.what

    def test_records_without_the_element_around_them_are_refused(self) -> None:
        data = changed("<achievements>", "").replace(b"</achievements>", b"")
        assert refused_key(data) == "J05.unknown_element"

    def test_an_envelope_without_a_request_is_refused(self) -> None:
        data = b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'
        assert refused_key(data) == "J05.root"

    def test_a_request_that_is_not_in_the_body_of_the_envelope_is_refused(self) -> None:
        request = xml(ONE).partition(b"?>")[2]
        start, end = (
            b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><s:Body>',
            b"</s:Body></s:Header></s:Envelope>",
        )
        assert refused_key(start + request + end) == "J05.root"

    @pytest.mark.parametrize("keep", [0.05, 0.3, 0.9, 0.999])
    def test_a_file_cut_short_is_refused_as_such(self, keep: float) -> None:
        data = xml(several(300))
        assert refused_key(data[: int(len(data) * keep)]) == "J05.truncated"
        assert "The file was not written or copied to the end" in refusal(data[: int(len(data) * keep)]).what

    def test_a_record_that_never_ends_is_refused_before_it_fills_the_memory(self) -> None:
        endless = changed("</Achievement>", "<a/>" * (LONGEST_RECORD // 2), count=1)
        assert refused_key(endless) == "J05.content"
        assert "more than 256 KB without the end of a record" in refusal(endless).what

    def test_a_header_that_never_ends_is_refused(self) -> None:
        endless = changed("<emailAddress>", "<emailAddress>" + "a" * (2 * LONGEST_RECORD))
        assert refused_key(endless) == "J05.content"

    def test_a_field_of_enormous_length_is_refused(self) -> None:
        assert refused_key(changed("Pass", "P" * 4001, count=1)) == "J04.long_field"
        assert keys(lines(changed("Pass", "P" * 4000, count=1))[0].findings) == ["F05.grade_length"]

    def test_deep_nesting_is_refused(self) -> None:
        assert refused_key(b"<a>" * 5000 + b"</a>" * 5000) in ("J05.root", "J05.not_well_formed")
        assert refused_key(changed("Pass", "<b>" * 400 + "</b>" * 400)) == "J05.not_well_formed"


class TestHostile:
    """A DOCTYPE never reaches a parser."""

    LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
    @pytest.mark.parametrize("before", ["", "\n", "<!-- x -->", "<?pi x?>\n<!-- <a> -->"])
    def test_a_doctype_is_refused_in_every_encoding(self, encoding: str, before: str) -> None:
        text = xml(ONE).decode().partition("?>")[2]
        data = f"{before}{self.LAUGHS}{text.replace('Pass', '&b;')}".encode(encoding)
        assert refused_key(data) == "J05.doctype"

    def test_a_doctype_after_the_declaration_is_refused(self) -> None:
        assert refused_key(changed("?>", f"?>{self.LAUGHS}", count=1)) == "J05.doctype"

    def test_a_file_on_this_machine_is_not_read(self) -> None:
        data = changed("?>", '?><!DOCTYPE x SYSTEM "file:///etc/hostname">', count=1)
        assert refused_key(data) == "J05.doctype"

    def test_an_encoding_far_back_in_the_declaration_is_seen(self) -> None:
        far = " " * 1000
        hidden = f'<?xml version="1.0"{far}encoding="utf-7"?>+ADwAIQ-DOCTYPE a+AD4APA-a/+AD4-'
        assert refused_key(hidden.encode("ascii")) == "J04.encoding"

    def test_a_doctype_that_the_first_look_misses_is_refused_by_the_parser(self, monkeypatch) -> None:  # type: ignore[no-untyped-def]
        monkeypatch.setattr("testamur.plumbing.xml.refuse_doctype", lambda data: None)
        assert refused_key(changed("?>", f"?>{self.LAUGHS}", count=1)) == "J05.doctype"

    @pytest.mark.parametrize("name", ["utf-7", "ebcdic-cp-us", "utf-32", "made-up"])
    def test_an_encoding_that_hides_a_doctype_is_refused(self, name: str) -> None:
        said = refusal(changed("UTF-8", name))
        assert name in said.what
