"""Mapping profiles: edited as TOML, laid over the default, refused with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from testamur.achievements.kinds.achievements.layout import LAYOUT, NAMES
from testamur.batches.columns import profiles
from testamur.batches.columns.profiles import Profile, ProfileError
from unit.achievements.batches import csv, keys, lines, opened, refused_key, several, texts, xml

PORTAL = f"""<?xml version="1.0" encoding="UTF-8"?>
<AchievementBatch>
  <Header><TypeOfJob>Provisional</TypeOfJob><EmailAddress>a@b.example</EmailAddress><UKPRN>10001234</UKPRN></Header>
  <Achievements>
    <Achievement>
      <Uln>{texts()[13]}</Uln><GivenName>Siân</GivenName><FamilyName>Rees</FamilyName><UKPRN>10004567</UKPRN>
      <AwardDate>2024-06-28</AwardDate><Action>Create</Action><ActionDate>2024-07-01</ActionDate><QAN>{texts()[14]}</QAN>
    </Achievement>
  </Achievements>
</AchievementBatch>
"""


def load_profile(path: Path | None) -> Profile:
    return profiles.load_profile(LAYOUT, path)


def default_profile() -> Profile:
    return profiles.load_profile(LAYOUT)


def written(tmp_path: Path, toml: str) -> Path:
    path = tmp_path / "own.toml"
    path.write_text(toml, "utf-8")
    return path


def test_without_a_file_the_default_profile_is_used() -> None:
    assert load_profile(None) is default_profile()
    assert tuple(default_profile().fields) == NAMES


def test_a_profile_names_other_headings_and_words(tmp_path: Path) -> None:
    own = load_profile(
        written(
            tmp_path,
            'name = "ours"\n'
            '[fields]\nUln = ["Learner No"]\n'
            '[actions]\ncreate = ["NEW"]\n'
            '[job_types]\nfinal = ["Endgültig"]\n'
            '[languages]\nCornish = ["COR"]\n',
        )
    )
    data = csv([texts(action="new", language="cor")], headings=[*NAMES[:13], "Learner No", NAMES[14]])
    reading = opened(data.replace(b"Final", "Endgültig".encode()), profile=own)
    assert reading.header["job_type"] == "final"
    (line,) = reading.lines
    assert line.findings == []
    assert line.payload is not None
    assert (line.payload["action"], line.payload["language"]) == ("create", "Cornish")
    assert own.name == "ours"
    assert own.fields["Grade"] == default_profile().fields["Grade"]


def test_the_words_of_the_profile_hold_for_xml_too(tmp_path: Path) -> None:
    own = load_profile(written(tmp_path, '[actions]\ncreate = ["10"]\nupdate = ["20"]\n'))
    assert lines(xml([texts(action="10")]), profile=own)[0].findings == []
    assert keys(lines(xml([texts(action="1")]), profile=own)[0].findings) == ["F04.action"]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("[fields", "not TOML"),
        ("[felds]\nUln = []", "“felds”"),
        ('[fields]\nUlm = ["x"]', "“Ulm”"),
        ('[fields]\nUln = "x"', "Uln in [fields] has to be a list of texts"),
        ("fields = 3", "“fields” has to be a table"),
        ('[actions]\nremove = ["9"]', "“remove”"),
        ('[actions]\ncreate = ["1"]\nupdate = ["1"]', "“1” in [actions] means both create and update"),
        ('[csv]\nlayout = "none"', "layout in [csv] is “none”. It can be auto or second_row"),
        ('[csv]\nseparators = [",,"]', "separators in [csv]"),
        ("[csv]\nseparators = []", "separators in [csv]"),
        ('[csv]\nseparators = [""]', "separators in [csv]"),
        ('[csv]\nheader_columns = ["colour"]', "header_columns in [csv] names colour"),
        ('[file_name]\npatterns = ["("]', "not a regular expression"),
    ],
)
def test_a_profile_that_cannot_be_used_is_refused_with_the_reason(
    tmp_path: Path, toml: str, words: str
) -> None:
    with pytest.raises(ProfileError) as refused:
        load_profile(written(tmp_path, toml))
    assert words in str(refused.value)
    assert "own.toml" in str(refused.value)


def test_a_profile_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="cannot be read"):
        load_profile(tmp_path / "missing.toml")


def test_an_unusual_file_name_is_noted_when_the_profile_says_so(tmp_path: Path) -> None:
    own = load_profile(written(tmp_path, '[file_name]\notherwise = "note"\n'))
    assert keys(opened(xml(several(1)), name="results.xml", profile=own).notes) == ["R07.file_name"]
    assert opened(xml(several(1)), name="QCF_10001234_2024-07-15_001.XML", profile=own).notes == []


class TestPortalXml:
    """XML of the portal: names from the profile, no fixed order."""

    def test_it_is_read_by_the_names_of_the_profile(self) -> None:
        reading = opened(PORTAL.encode())
        assert reading.header == {"job_type": "provisional", "email": "a@b.example", "ukprn": "10001234"}
        (line,) = reading.lines
        assert line.findings == []
        assert line.payload is not None
        assert (line.payload["provider_ukprn"], line.payload["grade"]) == ("10004567", None)

    def test_header_and_records_may_stand_without_grouping_elements(self, tmp_path: Path) -> None:
        flat = load_profile(written(tmp_path, '[xml]\ncontainer = ""\nroot = "Batch"\n'))
        text = PORTAL.replace("AchievementBatch", "Batch")
        for tag in ("Achievements", "Header"):
            text = text.replace(f"<{tag}>", "").replace(f"</{tag}>", "")
        reading = opened(text.encode(), profile=flat)
        assert reading.header["ukprn"] == "10001234"
        assert [line.rejected for line in reading.lines] == [False]
        twice = text.replace("</Achievement>", "</Achievement><EmailAddress>b@b.example</EmailAddress>")
        assert refused_key(twice.encode(), profile=flat) == "J05.unknown_element"

    def test_unknown_and_repeated_elements_are_refused(self) -> None:
        assert refused_key(PORTAL.replace("<QAN>", "<Level>3</Level><QAN>").encode()) == "J05.unknown_element"
        assert refused_key(PORTAL.replace("<QAN>", "<QAN>1</QAN><QAN>").encode()) == "J05.repeated"
        both = PORTAL.replace("<QAN>", "<ReferenceNumber>1</ReferenceNumber><QAN>")
        assert refused_key(both.encode()) == "J05.repeated"

    def test_a_missing_field_is_a_finding_on_the_record(self) -> None:
        (line,) = lines(PORTAL.replace("<FamilyName>Rees</FamilyName>", "").encode())
        assert keys(line.findings) == ["F01.missing"]

    def test_a_fixed_order_is_kept_when_the_profile_says_so(self, tmp_path: Path) -> None:
        strict = load_profile(written(tmp_path, "[xml]\nfixed_order = true\n"))
        assert refused_key(PORTAL.encode(), profile=strict) == "J05.order"
