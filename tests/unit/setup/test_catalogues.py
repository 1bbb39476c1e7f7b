"""The tool that keeps the catalogues: what it takes up, keeps, refuses, and how Django reads what it makes."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real
from scripts import catalogues, declared_sentences

from testamur.plumbing import languages

DAYS = ("%(count)s day", "%(count)s days")


def source_of(*messages: Any) -> Catalog:
    source = Catalog(charset="utf-8")
    for message in messages:
        source.add(message)
    return source


@pytest.fixture(autouse=True)
def locale(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Catalogues of the test's own, with a header and no sentence."""
    monkeypatch.setattr(catalogues, "LOCALE", tmp_path)
    for code in catalogues.PLURALS:
        catalogues.path_of(code).parent.mkdir(parents=True)
        catalogues.save(code, catalogues.empty(code))
    return tmp_path


def take_up(code: str, *messages: Any) -> None:
    catalogues.save(code, catalogues.update(code, source_of(*messages)))


def lines(code: str) -> list[str]:
    return catalogues.path_of(code).read_text(encoding="utf-8").splitlines()


def test_translation_is_kept_while_its_sentence_is_there_and_goes_with_it() -> None:
    take_up("fr", "Zebra", "Apple")
    assert catalogues.fill("fr", {"Zebra": "Zèbre", "Apple": "Pomme"}) == (2, [])
    take_up("fr", "Zebra", "New sentence")
    kept = {message.id: message.string for message in catalogues.read("fr") if message.id}
    assert kept == {"Zebra": "Zèbre", "New sentence": ""}
    assert not any(line.startswith("#~") for line in lines("fr"))


@pytest.mark.parametrize("code", catalogues.PLURALS)
def test_all_forms_after_numbers_are_kept(code: str) -> None:
    forms = [f"%(count)s {n}" for n in range(catalogues.PLURALS[code][0])]
    take_up(code, DAYS)
    assert catalogues.fill(code, {DAYS[0]: forms}) == (1, [])
    take_up(code, DAYS)
    assert [list(each.string) for each in catalogues.read(code) if each.id] == [forms]
    assert catalogues.check(code, source_of(DAYS)) == []


def test_sentences_stand_in_the_order_of_the_english_one_a_line() -> None:
    long = "word " * 40 + "end"
    take_up("fr", "Zebra", long, "Apple")
    said = [line for line in lines("fr") if line.startswith("msgid ")]
    assert said == ['msgid ""', 'msgid "Apple"', 'msgid "Zebra"', f'msgid "{long}"']


def test_what_is_put_in_is_marked_as_unread_and_a_mark_taken_off_stays_off() -> None:
    take_up("fr", "Apple", "Pear")
    catalogues.fill("fr", {"Apple": "Pomme", "Pear": "Poire"})
    mark = f"# {catalogues.UNREAD}"
    assert lines("fr").count(mark) == 2
    path = catalogues.path_of("fr")
    path.write_text(path.read_text(encoding="utf-8").replace(f"{mark}\n", "", 1), encoding="utf-8")
    take_up("fr", "Apple", "Pear")
    assert lines("fr").count(mark) == 1


@pytest.mark.parametrize(
    ("english", "french", "why"),
    [
        ("Hello %(name)s", "Bonjour", "%(name)s is lost"),
        ("Hello", "Bonjour %(name)s", "%(name)s is not in the English"),
        ("Hello {value}", "Bonjour {valeur}", "{value} is lost"),
        ("30%% of them", "30 d’entre eux", "%% is lost"),
        ("30%% of them", "30 % d’entre eux", "% is not in the English"),
        ("<b>Now</b>", "<b>Maintenant", "</b> is lost"),
        (" and ", "et", "space at the beginning differs"),
        (DAYS, ["%(count)s jour"], "1 forms instead of 2"),
        (DAYS, ["%(count)s jour", ""], "a form is empty"),
        ("Hello", 7, "neither a text nor a list of texts"),
    ],
)
def test_translation_that_does_not_fit_is_refused(english: Any, french: Any, why: str) -> None:
    take_up("fr", english)
    key = english if isinstance(english, str) else english[0]
    taken, refused = catalogues.fill("fr", {key: french})
    assert taken == 0
    assert why in " ".join(refused)


def test_sentence_that_is_not_in_the_catalogue_is_refused() -> None:
    assert catalogues.fill("fr", {"Apple": "Pomme"}) == (
        0,
        ["'Apple': not a sentence of the catalogue"],
    )


def test_form_after_a_number_may_leave_the_number_out() -> None:
    take_up("fr", DAYS)
    assert catalogues.fill("fr", {DAYS[0]: ["un jour", "%(count)s jours"]}) == (1, [])


def test_check_says_what_is_missing_gone_fuzzy_or_broken() -> None:
    take_up("fr", "Apple", "Pear %(name)s", "Gone", "Fuzzy")
    catalogues.fill("fr", {"Gone": "Parti", "Pear %(name)s": "Poire %(name)s", "Fuzzy": "Flou"})
    path = catalogues.path_of("fr")
    text = path.read_text(encoding="utf-8").replace("Poire %(name)s", "Poire")
    path.write_text(text.replace('msgid "Fuzzy"', '#, fuzzy\nmsgid "Fuzzy"'), encoding="utf-8")
    assert catalogues.check("fr", source_of("Apple", "Pear %(name)s", "Fuzzy", "New")) == [
        "fr: %(name)s is lost: 'Pear %(name)s'",
        "fr: fuzzy: 'Fuzzy'",
        "fr: no longer in the source: 'Gone'",
        "fr: not in the catalogue: 'New'",
        "fr: not translated: 'Apple'",
    ]


def test_catalogue_is_whole_once_every_sentence_is_translated() -> None:
    whole = '"X-Whole: yes\\n"'
    take_up("fr", "Apple", "Pear")
    catalogues.fill("fr", {"Apple": "Pomme"})
    assert whole not in lines("fr")
    catalogues.fill("fr", {"Pear": "Poire"})
    assert whole in lines("fr")
    take_up("fr", "Apple", "Pear", "Plum")
    assert whole not in lines("fr")


@pytest.fixture
def spoken(locale: Path) -> Any:
    """Django with these catalogues compiled, and without what it has read before."""
    take_up("cy", DAYS, "Apple")
    catalogues.fill("cy", {DAYS[0]: [f"%(count)s {n}" for n in ("dim", "un", "dau", "tri", "chwech", "mwy")]})
    take_up("fr", DAYS, "Apple")
    catalogues.fill("fr", {DAYS[0]: ["%(count)s un", "%(count)s plus"], "Apple": "Pomme"})
    catalogues.compile_all()
    kept = dict(trans_real._translations)  # type: ignore[attr-defined]
    trans_real._translations.clear()  # type: ignore[attr-defined]
    with override_settings(LOCALE_PATHS=[locale]):
        yield
    trans_real._translations.clear()  # type: ignore[attr-defined]
    trans_real._translations.update(kept)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("code", "count", "form"),
    [
        *(("cy", n, word) for n, word in ((0, "dim"), (1, "un"), (2, "dau"), (3, "tri"), (6, "chwech"))),
        *(("cy", n, "mwy") for n in (4, 5, 7, 8, 11, 100)),
        *(("fr", n, "un") for n in (0, 1)),
        *(("fr", n, "plus") for n in (2, 11, 1_000_000)),
    ],
)
def test_django_picks_the_form_of_our_catalogue_and_not_of_its_own(
    spoken: None, code: str, count: int, form: str
) -> None:
    with translation.override(code):
        assert translation.ngettext(*DAYS, count) == f"%(count)s {form}"


def test_compiled_catalogue_says_what_its_header_says(spoken: None) -> None:
    with translation.override("fr"):
        assert translation.gettext("Apple") == "Pomme"
    assert languages.is_whole.__wrapped__("fr")
    assert not languages.is_whole.__wrapped__("cy")


@pytest.mark.parametrize(
    ("declared", "value", "found"),
    [
        ("Translatable", "a", ["a"]),
        ("Translatable | None", None, []),
        ("ClassVar[Translatable]", "a", ["a"]),
        ("tuple[Translatable, ...]", ("a", "b"), ["a", "b"]),
        ("tuple[tuple[str, Translatable, Translatable], ...]", (("no", "a", "b"),), ["a", "b"]),
        ("ClassVar[Mapping[State, Translatable]]", {"no": "a"}, ["a"]),
        ("list[Translatable]", ["a"], ["a"]),
        ("str", "no", []),
    ],
)
def test_declared_sentences_are_found_where_the_type_says(
    declared: str, value: object, found: list[str]
) -> None:
    assert list(declared_sentences._texts(ast.parse(declared, mode="eval").body, value)) == found
