"""Lines of Ofqual's ``organisations.csv``, by recognition number; a column ``UKPRN`` of ours may be added to it.

The published statuses are not taken over: an organisation that has given up its recognition still maintains the
achievements that it uploaded. Whoever stands in the file is active here.
"""

from __future__ import annotations

import re

from testamur.batches.columns.checks import always
from testamur.batches.columns.layout import Field, Layout, Read, Table
from testamur.batches.findings import Finding
from testamur.qualifications.kinds.register.layout import (
    KEYS,
    RegisterOptions,
    plain_text,
    recognition_number,
)

_UKPRN = re.compile(r"[0-9A-Z]{8}", re.ASCII)


def _ukprn(value: str) -> Read:
    ukprn = value.upper()
    return ukprn, () if _UKPRN.fullmatch(ukprn) else [Finding("ukprn", value=value)]


LAYOUT: Layout[RegisterOptions] = Layout(
    title="the register of awarding organisations",
    keys=KEYS,
    fields=(
        Field(
            name="Recognition Number",
            key="recognition_number",
            label="Recognition number",
            check=always(recognition_number),
            required=True,
            keys={"recognition_number": "Q11.recognition_number"},
            example="RN5001",
        ),
        Field(
            name="Name",
            key="name",
            label="Name",
            check=always(plain_text(254)),
            required=True,
            empty="",
            example="Northern Board",
        ),
        Field(
            name="Acronym",
            key="acronym",
            label="Acronym",
            check=always(plain_text(60)),
            column=True,
            empty="",
            example="NB",
        ),
        Field(
            name="UKPRN",
            key="ukprn",
            label="UKPRN",
            check=always(_ukprn),
            keys={"ukprn": "Q11.ukprn"},
            example="10001234",
            help="Not in the published file. Add it so that the organisation can be found by it.",
        ),
    ),
    identifying=("recognition_number", "name"),
    table=Table(
        refuse_nearly_known=False,
        known_columns=(
            "Legal Name",
            "Email",
            "Website",
            "Head Office Address Line 1",
            "Head Office Address Line 2",
            "Head Office Address Town/City",
            "Head Office Address County",
            "Head Office Address Postcode",
            "Head Office Address Country",
            "Head Office Address Telephone Number",
            "Ofqual Status",
            "Ofqual Recognised From",
            "Ofqual Recognised To",
            "CCEA Status",
            "CCEA Recognised From",
            "CCEA Recognised To",
            "CCEA Regulation Status",
            "CCEA Regulation Recognised From",
            "CCEA Regulation Recognised To",
        ),
    ),
)
