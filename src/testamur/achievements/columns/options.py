"""The settings of a reading."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from testamur.achievements.columns.profile import Profile, default_profile
from testamur.achievements.rules import RowOptions


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Settings of a reading. The limits are those of the LRS (awarding-organisation FAQ).

    ``job_type`` is what the submission says, ``None`` when it leaves that to the file. The value lists of the
    profile take the place of those in ``rows``.
    """

    rows: RowOptions
    max_bytes: int = 6 * 1024 * 1024
    max_records: int = 10_000
    max_field: int = 4_000
    job_type: str | None = None
    profile: Profile = field(default_factory=default_profile)

    def rows_of(self, job_type: str) -> RowOptions:
        """The row rules' settings for a file of this type of job."""
        profile = self.profile
        return replace(self.rows, job_type=job_type, actions=profile.actions, languages=profile.languages)
