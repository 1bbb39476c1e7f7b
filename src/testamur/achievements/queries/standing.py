"""Where challenged records stand now, for the room that follows challenges through."""

from __future__ import annotations

from testamur.achievements.states import State
from testamur.learners import queries as learners


def standing_relation() -> str:
    """Achievements as a relation for set rules.

    achievement, organisation, learner, person, active, grade, award_date, batch, changed_at. ``person`` is the
    learner under whom the achievement now shows.
    """
    return f"""(
        SELECT held.id AS achievement, held.organisation_id AS organisation, held.learner_id AS learner,
               coalesce(who.master, who.learner) AS person, held.state = '{State.ACTIVE}' AS active, held.grade,
               held.award_date, held.batch_id AS batch, held.updated_at AS changed_at
          FROM achievements_achievement AS held JOIN {learners.people_relation()} AS who
            ON who.learner = held.learner_id
    )"""


def held_elsewhere(*, organisation: str, person: str, reference: str, award_date: str) -> str:
    """An SQL condition: the organisation has an active record of this award for this person, by any of their ULNs.

    All four are SQL expressions. It is answered from the index of active achievements.
    """
    return f"""EXISTS (
        SELECT FROM {learners.ulns_of_person(person)} AS theirs
          JOIN achievements_achievement AS other
            ON other.organisation_id = {organisation} AND other.uln = theirs.uln
           AND other.reference = {reference} AND other.award_date = {award_date} AND other.state = '{State.ACTIVE}'
    )"""
