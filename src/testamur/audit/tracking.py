"""How a model is tracked: the one declaration of history for all rooms."""

from __future__ import annotations

from typing import Any

import pghistory


def tracked(*, exclude: list[str] | None = None) -> Any:
    """Class decorator: keep every version of every row, each with the process that wrote it."""
    return pghistory.track(
        pghistory.InsertEvent(label="created"),
        pghistory.UpdateEvent(label="changed"),
        pghistory.DeleteEvent(label="removed"),
        pghistory.ManualEvent(label="noted"),
        obj_field=pghistory.ObjForeignKey(db_index=True),
        context_field=pghistory.ContextForeignKey(null=False, db_index=False),
        exclude=exclude,
    )
