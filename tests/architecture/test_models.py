"""The universe of models and fields, not examples of it."""

from __future__ import annotations

from django.apps import apps

from architecture import classified

ROOMS = (
    "access",
    "achievements",
    "audit",
    "batches",
    "challenges",
    "learners",
    "notices",
    "organisations",
    "qualifications",
)


def _models() -> dict[str, type]:
    return {
        model._meta.label: model
        for model in apps.get_models()
        if model._meta.app_label in ROOMS and not model.__name__.endswith("Event")
    }


def test_every_model_is_classified() -> None:
    """Append-only or mutable: whoever adds a model decides."""
    assert set(_models()) == classified.APPEND_ONLY | classified.MUTABLE
    assert set(classified.PERSONAL) == set(_models())


def test_every_personal_field_exists() -> None:
    """The list of personal fields follows the models."""
    for label, fields in classified.PERSONAL.items():
        known = {field.name for field in _models()[label]._meta.get_fields()}
        assert fields <= known, label


def test_history_is_kept_of_just_the_models_that_say_so() -> None:
    """A record of a person or an organisation without history could not be accounted for."""
    tracked = {label for label, model in _models().items() if "pgh_event_model" in dir(model)}
    assert tracked == classified.WITH_HISTORY


def test_no_version_can_be_written_without_a_process() -> None:
    """The history tables refuse a version that nobody is answerable for."""
    for label in classified.WITH_HISTORY:
        event = _models()[label].pgh_event_model  # type: ignore[attr-defined]
        assert event._meta.get_field("pgh_context").null is False, label


def test_foreign_keys_name_no_reverse_accessor_in_another_room() -> None:
    """Rooms exchange relations, not objects: a reverse accessor would reach across rooms."""
    offenders = [
        f"{label}.{field.name}"
        for label, model in _models().items()
        for field in model._meta.fields
        if field.is_relation
        and field.related_model._meta.app_label in ROOMS
        and field.related_model._meta.app_label != model._meta.app_label
        and not str(field.remote_field.related_name or "").endswith("+")
    ]
    assert offenders == []
