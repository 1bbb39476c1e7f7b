"""The catalogues of translations: kept up with the sentences of the source, filled, checked, and compiled.

    update                take up new sentences, drop those that are gone (`make translations`)
    missing LANG [--json] what has no translation yet; as JSON it is the form that `fill` takes
    fill LANG FILE.json   put translations in
    check                 what is wrong with the catalogues; silent when nothing is
    compile               write the .mo files that the service reads

docs/translation.md tells a translator the rest.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "testamur"
LOCALE = SOURCE / "locale"
UNREAD = "not yet read by a native speaker"

# How many forms a noun takes after a number, and which (CLDR). One form says whole and broken numbers alike.
PLURALS = {
    "cy": (6, "n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5"),
    "fr": (2, "n > 1"),
}
_HEADER = """\
# {language} of Testamur. Kept by `make translations`; docs/translation.md says how to translate.
msgid ""
msgstr ""
"Project-Id-Version: Testamur\\n"
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals={number}; plural=({rule});\\n"
{whole}
"""
_WHOLE = '"X-Whole: yes\\n"\n'
_NAMES = {"cy": "The Welsh", "fr": "The French"}

_ONE, _MANY, _CONTEXT, _CONTEXT_MANY = None, (1, 2), ((1, "c"), 2), ((1, "c"), 2, 3)
_KEYWORDS = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop"), _ONE),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), _MANY),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), _CONTEXT),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), _CONTEXT_MANY),
}
_FILES = [("**.py", "python"), ("**.js", "javascript"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
# As web/jinja.py sets its environment: what blocks cut off decides what a sentence begins and ends with.
_JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
_OPTIONS = {"**.py": {"encoding": "utf-8"}, "**.html": _JINJA, "**.txt": _JINJA}

Key = tuple[str | None, str]  # context and singular


# --- what the source says ---


def wanted() -> Catalog:
    """Every sentence of the source: those that are marked, and those that are declared."""
    found = Catalog(charset="utf-8")
    for _file, _line, message, _comments, context in extract_from_dir(
        SOURCE, _FILES, _OPTIONS, keywords=_KEYWORDS
    ):
        if message and message != ("", ""):
            found.add(message, context=context)
    for sentence in _declared():
        if (None, sentence) not in _by_key(found):
            found.add(sentence)
    return found


def _declared() -> set[str]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "testamur.config.settings")
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    from scripts import declared_sentences

    return declared_sentences.collect()


# --- catalogues ---


def path_of(code: str) -> Path:
    return LOCALE / code / "LC_MESSAGES" / "django.po"


def read(code: str) -> Catalog:
    with path_of(code).open("rb") as file:
        return read_po(file, locale=code, charset="utf-8")


def empty(code: str) -> Catalog:
    """Without a sentence, and with our forms after numbers instead of those that Babel has for the language."""
    catalogue = Catalog(locale=code, charset="utf-8")
    catalogue.mime_headers = [("Plural-Forms", "nplurals={}; plural=({});".format(*PLURALS[code]))]
    return catalogue


def update(code: str, source: Catalog) -> Catalog:
    """The catalogue with the sentences of the source and no others; what is translated stays as it is."""
    old, new = _by_key(read(code)), empty(code)
    for message in _messages(source):
        kept = old.get(_key(message))
        fits = kept is not None and isinstance(kept.id, str) is isinstance(message.id, str)
        if kept is not None and fits and not kept.fuzzy and is_translated(kept, code):
            new.add(message.id, kept.string, context=message.context, user_comments=kept.user_comments)
        else:
            new.add(message.id, _empty(message, code), context=message.context)
    return new


def save(code: str, catalogue: Catalog) -> None:
    """A sentence a line in the order of the English, without dates and places, so that two changes seldom meet."""
    number, rule = PLURALS[code]
    is_whole = all(is_translated(message, code) for message in _messages(catalogue))
    header = _HEADER.format(
        language=_NAMES[code], code=code, number=number, rule=rule, whole=_WHOLE if is_whole else ""
    )
    body = BytesIO()
    write_po(body, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    path_of(code).write_bytes(
        header.replace("\n\n\n", "\n\n").encode() + body.getvalue().rstrip(b"\n") + b"\n"
    )


def compile_all() -> None:
    """A running service goes on reading the old file until the new one is there."""
    for code in PLURALS:
        made = path_of(code).with_suffix(".mo")
        fresh = made.with_suffix(f".{os.getpid()}")
        with fresh.open("wb") as file:
            write_mo(file, _with_header(code))
        fresh.replace(made)


class _AsWritten(Catalog):
    """With the header that its file has; Babel would write one of its own, without X-Whole."""

    mime_headers: list[tuple[str, str]] = []


def _with_header(code: str) -> Catalog:
    text = (
        path_of(code).read_text(encoding="utf-8").partition('msgid ""\nmsgstr ""\n')[2].partition("\n\n")[0]
    )
    lines = "".join(json.loads(line) for line in text.splitlines()).splitlines()
    catalogue = _AsWritten(locale=code, charset="utf-8", fuzzy=False)
    catalogue.mime_headers = [
        (name, value) for name, _colon, value in (line.partition(": ") for line in lines)
    ]
    for message in _messages(read(code)):
        catalogue.add(message.id, message.string, context=message.context, flags=message.flags)
    return catalogue


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> Key:
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def _by_key(catalogue: Catalog) -> dict[Key, Message]:
    return {_key(message): message for message in _messages(catalogue)}


def _empty(message: Message, code: str) -> str | list[str]:
    return "" if isinstance(message.id, str) else [""] * PLURALS[code][0]


def forms_of(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def is_translated(message: Message, code: str) -> bool:
    forms = forms_of(message)
    return len(forms) == (1 if isinstance(message.id, str) else PLURALS[code][0]) and all(forms)


# --- what a translation keeps ---

_TOKEN = re.compile(r"%\(\w+\)[a-z]|%%|%[sd](?!\w)|%|\{\w*\}|</?[a-z][^>]*>")
_COUNT = re.compile(r"%\((num|number|count)\)[sd]")


def mistakes(message: Message, forms: Sequence[str], code: str) -> list[str]:
    """What stands between these translations and their place in the catalogue."""
    originals = [message.id] if isinstance(message.id, str) else list(message.id)
    number = 1 if len(originals) == 1 else PLURALS[code][0]
    if len(forms) != number:
        return [f"{len(forms)} forms instead of {number}"]
    return [said for form in forms for said in _lost(originals, form)]


def _lost(originals: Sequence[str], form: str) -> Iterator[str]:
    """A form after a number may leave the number out: “deux jours”, as long as the other words are there."""
    tokens = [Counter(_TOKEN.findall(text)) for text in (originals[-1], form)]
    wanted_tokens, has = ({token: n for token, n in each.items() if n} for each in tokens)
    for token in sorted(wanted_tokens.keys() | has.keys()):
        optional = len(originals) > 1 and _COUNT.fullmatch(token)
        is_tag = token.startswith("<")
        if token not in has and not optional:
            yield f"{token} is lost"
        elif token not in wanted_tokens:
            yield f"{token} is not in the English"
        elif is_tag and has[token] != wanted_tokens[token]:
            yield f"{token} is there {has[token]} times instead of {wanted_tokens[token]}"
    for which, ends in (("beginning", _beginning), ("end", _end)):
        if form and ends(form) != ends(originals[-1]):
            yield f"space at the {which} differs"


def _beginning(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _end(text: str) -> str:
    return text[len(text.rstrip()) :]


def fill(code: str, given: dict[str, object]) -> tuple[int, list[str]]:
    """Put translations in. Returns how many were taken, and why others were not."""
    catalogue = read(code)
    known, taken, refused = _by_key(catalogue), 0, []
    for key, value in given.items():
        context, mark, singular = key.rpartition("\x04")
        message = known.get((context if mark else None, singular))
        forms = value.get("forms") if isinstance(value, dict) else value
        forms = [forms] if isinstance(forms, str) else forms
        if message is None:
            refused.append(f"{key!r}: not a sentence of the catalogue")
        elif not isinstance(forms, list) or not all(isinstance(form, str) for form in forms):
            refused.append(f"{key!r}: neither a text nor a list of texts")
        elif any(forms):
            wrong = mistakes(message, forms, code) or ([] if all(forms) else ["a form is empty"])
            refused += [f"{key!r}: {said}" for said in wrong]
            if not wrong:
                message.string = forms[0] if isinstance(message.id, str) else tuple(forms)
                message.user_comments = [UNREAD]
                message.flags.discard("fuzzy")
                taken += 1
    save(code, catalogue)
    return taken, refused


def check(code: str, source: Catalog) -> list[str]:
    """What is wrong with the catalogue, a line each."""
    catalogue, should = read(code), _by_key(source)
    found, said = _by_key(catalogue), []
    said += [f"not in the catalogue: {key[1]!r}" for key in should.keys() - found.keys()]
    said += [f"no longer in the source: {key[1]!r}" for key in found.keys() - should.keys()]
    said += [f"no longer in the source: {message.id!r}" for message in catalogue.obsolete.values()]
    for key in found.keys() & should.keys():
        message, forms = found[key], forms_of(found[key])
        if isinstance(message.id, str) is not isinstance(should[key].id, str) or (
            message.pluralizable and message.id[1] != should[key].id[1]
        ):
            said.append(f"has another plural in the source: {key[1]!r}")
        if message.fuzzy:
            said.append(f"fuzzy: {key[1]!r}")
        if not all(forms):
            said.append(f"not translated: {key[1]!r}")
        else:
            said += [f"{wrong}: {key[1]!r}" for wrong in mistakes(message, forms, code)]
    return [f"{code}: {each}" for each in sorted(said)]


# --- commands ---


def _update() -> int:
    source = wanted()
    for code in PLURALS:
        catalogue = update(code, source)
        save(code, catalogue)
        left = sum(not is_translated(message, code) for message in _messages(catalogue))
        print(f"{code}: {len(_messages(catalogue))} sentences, {left} without translation")
    compile_all()
    return 0


def _missing(code: str, *options: str) -> int:
    left = [message for message in _messages(read(code)) if not is_translated(message, code)]
    if "--json" not in options:
        for message in left:
            plural = "" if isinstance(message.id, str) else f" | {message.id[1]}"
            print(f"{message.context + ': ' if message.context else ''}{_key(message)[1]}{plural}")
        return 0
    form = {
        f"{message.context}\x04{_key(message)[1]}" if message.context else _key(message)[1]: (
            "" if isinstance(message.id, str) else {"plural": message.id[1], "forms": _empty(message, code)}
        )
        for message in left
    }
    print(json.dumps(form, ensure_ascii=False, indent=1))
    return 0


def _fill(code: str, file: str) -> int:
    taken, refused = fill(code, json.loads(Path(file).read_text(encoding="utf-8")))
    print(f"{taken} taken, {len(refused)} refused", *refused, sep="\n")
    return 1 if refused else 0


def _check() -> int:
    source = wanted()
    wrong = [said for code in PLURALS for said in check(code, source)]
    print("\n".join(wrong) if wrong else "The catalogues are whole.")
    return 1 if wrong else 0


def _compile() -> int:
    compile_all()
    return 0


_COMMANDS: dict[str, Callable[..., int]] = {
    "update": _update,
    "missing": _missing,
    "fill": _fill,
    "check": _check,
    "compile": _compile,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in _COMMANDS:
        print(__doc__)
        return 2
    return _COMMANDS[arguments[0]](*arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
