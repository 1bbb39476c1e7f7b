"""A challenge that is given to somebody, among others that were selected with it."""

from __future__ import annotations

from testamur.batches.columns.checks import always, as_it_is
from testamur.batches.columns.layout import Field, Layout, public_keys

LAYOUT: Layout[None] = Layout(
    title="challenges to assign",
    fields=(
        Field(name="Reference", key="reference", label="Reference", check=always(as_it_is), sql=None),
        Field(name="ULN", key="uln", label="ULN", check=always(as_it_is), sql=None),
        Field(name="Aim title", key="title", label="Aim title", check=always(as_it_is), sql=None),
    ),
    keys=public_keys(D20="none", D21="selection_changed", D29="not_applied"),
    identifying=("reference", "uln"),
    derived="challenge bigint",
    table=None,
)
