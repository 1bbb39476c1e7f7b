"""Files that are no batch: each gets one clear sentence, and nothing of it is read further."""

from __future__ import annotations

import io

import pytest

from testamur.achievements.kinds.achievements.layout import RowOptions
from testamur.achievements.kinds.achievements.rules import read
from testamur.achievements.samples import valid_uln
from testamur.batches.columns import Unreadable
from unit.achievements.batches import TODAY, csv, lines, opened, refusal, refused_key, several, texts, xml

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("data", [b"", b"\n", b"   \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff\n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert refused_key(data) == "J04.empty"


def test_a_file_of_exactly_the_limit_is_read_and_one_byte_more_is_not() -> None:
    data = xml(several(2))
    assert len(lines(data, max_bytes=len(data))) == 2
    said = refusal(data, max_bytes=len(data) - 1, max_file_bytes=0)
    assert refused_key(data, max_bytes=len(data) - 1, max_file_bytes=0) == "J01.too_large"
    assert f"{len(data) - 1:,} bytes" in said.what


def test_the_limit_is_six_megabytes_unless_it_is_set() -> None:
    assert "6 MB" in refusal(b"a" * (6 * MEGABYTE + 1)).what
    assert refused_key(b"a" * 6 * MEGABYTE) != "J01.too_large"


def test_no_more_of_a_file_is_read_than_shows_that_it_is_too_large() -> None:
    file = io.BytesIO(b"a" * 3000)
    with pytest.raises(Unreadable):
        read(file, name="", rows=RowOptions(today=TODAY), max_bytes=1000, max_file_bytes=0)
    assert file.tell() == 1001


@pytest.mark.parametrize("write", [xml, csv])
def test_as_many_records_as_may_be_are_read_and_one_more_refuses_the_file(write) -> None:  # type: ignore[no-untyped-def]
    assert len(lines(write(several(3)), max_records=3)) == 3
    said = refusal(write(several(4)), max_records=3)
    assert said.code == "WSEC0046"
    assert "more than 3 records" in said.what


def test_ten_thousand_records_may_be_sent_unless_it_is_set() -> None:
    assert "10,000" in refusal(csv([texts(uln=valid_uln(number)) for number in range(10_001)])).what


@pytest.mark.parametrize("write", [xml, csv])
def test_a_file_without_records_is_refused(write) -> None:  # type: ignore[no-untyped-def]
    assert refusal(write([])).code == "WSEC0047"


def test_a_request_without_the_element_for_records_is_refused_too() -> None:
    data = xml([]).replace(b"<achievements>\n</achievements>\n", b"")
    assert b"achievements>" not in data
    assert refused_key(data) == "J01.none"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04" + bytes(50), "Excel workbook (.xlsx)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "older Excel workbook (.xls)"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08", "compressed"),
    ],
)
def test_other_kinds_of_file_are_called_by_their_name(data: bytes, words: str) -> None:
    assert refused_key(data) == "J04.neither"
    assert words in refusal(data).what


@pytest.mark.parametrize("bad", [b"\0", b"\x01", b"\x1b", b"\x0b"])
@pytest.mark.parametrize("write", [xml, csv])
def test_control_characters_are_refused_with_their_place(write, bad: bytes) -> None:  # type: ignore[no-untyped-def]
    data = write(several(2)).replace(b"Pass", b"Pa" + bad + b"ss", 1)
    assert refused_key(data) == "J04.binary"
    assert f"at byte {data.index(bad) + 1} " in refusal(data).what


def test_utf_16_with_a_control_character_is_refused() -> None:
    text = csv(several(1)).decode("utf-8-sig").replace("Pass", "Pa\0ss")
    assert refused_key(text.encode("utf-16")) == "J04.binary"


def test_utf_16_that_is_broken_is_refused() -> None:
    text = csv(several(1)).decode("utf-8-sig").encode("utf-16")
    assert refused_key(text[:-1]) == "J04.encoding"


def test_bytes_that_no_encoding_explains_are_refused() -> None:
    assert refused_key(csv(several(1)).replace(b"Pass", b"Pa\x81\x8d")) == "J04.encoding"


def test_xml_in_another_encoding_than_it_declares_is_refused() -> None:
    assert refused_key(xml(several(1)).decode().encode("cp1252")) == "J04.encoding"


@pytest.mark.parametrize(
    "data", [b"hello", b"{}", b'{"achievements": []}', b"one\ntwo\nthree\n", b"a;b;c\n1;2;3"]
)
def test_text_that_is_no_batch_is_refused_for_its_headings(data: bytes) -> None:
    assert refused_key(data) == "J06.headings"
    assert "AchievementAwardDate" in refusal(data).what


@pytest.mark.parametrize("data", [b"<html><body/></html>", b"<achievements/>", b"  <a/>"])
def test_other_xml_is_refused_for_its_root(data: bytes) -> None:
    assert refused_key(data) == "J05.root"
    assert "SubmitAchievementBatchJob" in refusal(data).what


class TestHeader:
    @pytest.mark.parametrize("write", [xml, csv])
    def test_another_type_of_job_is_refused(self, write) -> None:  # type: ignore[no-untyped-def]
        said = refusal(write(several(1)).replace(b"Final", b"Interim"))
        assert (said.code, said.value) == ("WSEC0045", "Interim")

    def test_a_file_without_a_type_of_job_needs_one_from_the_submission(self) -> None:
        data = xml(several(1), job_type=None)
        assert refused_key(data) == "J07.job_type_missing"
        assert opened(data, job_type="provisional").header["job_type"] == "provisional"

    def test_a_file_that_says_another_type_than_the_submission_is_refused(self) -> None:
        data = xml(several(1), job_type="provisional")
        assert opened(data, job_type="provisional").header["job_type"] == "provisional"
        said = refusal(data, job_type="final")
        assert said.code == "J03"
        assert "Provisional" in said.what
        assert "Final" in said.what

    @pytest.mark.parametrize(
        "address",
        [
            "nobody",
            "a@b",
            "a b@example.org",
            "a@example.org, b@example.org",
            "a@@example.org",
            "@example.org",
        ],
    )
    @pytest.mark.parametrize("write", [xml, csv])
    def test_what_is_no_e_mail_address_is_refused(self, write, address: str) -> None:  # type: ignore[no-untyped-def]
        data = write(several(1)).replace(
            b"results@example.org", f'"{address}"'.encode() if write is csv else address.encode()
        )
        said = refusal(data)
        assert (said.code, said.value) == ("WSEC0044", address)

    @pytest.mark.parametrize("address", ["a.b+c@example.org", "O'Neil@exams.example.museum", "é@exämple.org"])
    def test_unusual_addresses_are_taken(self, address: str) -> None:
        assert opened(xml(several(1), email=address)).header["email"] == address

    def test_a_file_without_an_address_is_taken(self) -> None:
        assert "email" not in opened(xml(several(1), email=None)).header

    @pytest.mark.parametrize(
        ("name", "claimed"),
        [
            ("QCF_10001234_2024-07-15_001.CSV", "10001234"),
            ("qcf_10001234_2024-07-15_001.csv", None),
            ("QCF_10001234_2024-07-15_001.xml", "10001234"),
            ("QCF_10001234_something.txt", "10001234"),
            (r"C:\batches\QCF_TEST0045_2024-07-15_002.XML", "TEST0045"),
            ("../QCF_10001234_x", "10001234"),
            ("results.csv", None),
            ("", None),
        ],
    )
    def test_the_name_of_a_file_says_whose_it_is(self, name: str, claimed: str | None) -> None:
        assert opened(xml(several(1)), name=name).header.get("file_ukprn") == claimed
