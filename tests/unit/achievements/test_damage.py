"""Files damaged anywhere are read or refused with a sentence; nothing else ever happens."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from testamur.achievements.kinds.achievements.findings import CATALOGUE, REJECTING
from testamur.batches.columns import Unreadable
from testamur.batches.findings import in_words
from unit.achievements.batches import csv, lines, several, xml

FILES = [
    xml(several(2), envelope=True, user={"OrganisationRef": "ABC123"}),
    csv(several(2)),
    csv(several(2)).decode("utf-8-sig").encode("utf-16"),
]
SCRAPS = st.one_of(
    st.sampled_from(
        [b"", b'"', b"'", b"\r", b"\n\n", b"<", b"&", b",", b";", b"<a/>", b"<!--", b"]]>", b"=", b"\t"]
    ),
    st.binary(max_size=4),
)
DAMAGE = st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 30), SCRAPS), min_size=1, max_size=3)


@given(st.sampled_from(FILES), DAMAGE)
@settings(max_examples=300, deadline=None)
def test_a_damaged_file_is_read_or_refused_in_words(
    data: bytes, damage: list[tuple[int, int, bytes]]
) -> None:
    for place, length, scrap in damage:
        at = place % len(data)
        data = data[:at] + scrap + data[at + length :]
    try:
        read = lines(data)
    except Unreadable as refused:
        said = [in_words(finding, CATALOGUE).what for finding in refused.findings]
    else:
        said = ["read"]
        for line in read:
            assert line.rejected == any(finding.key in REJECTING for finding in line.findings)
            assert line.payload is not None or line.rejected
    assert said
    assert all(said)
