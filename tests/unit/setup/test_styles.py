"""The built styles: nothing of gov.uk's own brand is in what we publish, and text can be read."""

import re

import pytest
from scripts import build_styles

COLOURS = build_styles.STYLES / "_dark.scss"


@pytest.fixture(scope="module")
def css() -> str:
    build_styles.build()
    return (build_styles.OUTPUT / "testamur.css").read_text(encoding="utf-8")


def test_build_that_has_nothing_to_do_does_nothing(css: str) -> None:
    assert build_styles.build() is False


@pytest.mark.parametrize("ours_not", ["GDS Transport", "crest", "crown", "@font-face", "url("])
def test_style_sheet_has_nothing_of_the_brand_of_gov_uk(css: str, ours_not: str) -> None:
    assert ours_not.lower() not in css.lower()


def test_nothing_is_published_but_what_the_pages_use(css: str) -> None:
    own = {path.name for path in build_styles.ASSETS.iterdir()}
    published = {path.name for path in build_styles.OUTPUT.iterdir()}
    assert published == own | {"testamur.css", "govuk-frontend.min.js"}


def test_every_class_of_our_own_is_told_at_the_head_of_a_style_sheet(css: str) -> None:
    heads = [
        path.read_text(encoding="utf-8").split("@use", 1)[0] for path in build_styles.STYLES.glob("*.scss")
    ]
    head = "\n".join(heads)
    used = {name.split("__")[0].split("--")[0] for name in re.findall(r"\.(app-[\w-]+)", css)}
    assert used
    assert {name for name in used if name not in head} == set()


# At least 4.5 to 1 (WCAG 2.2 AA); on a light ground more, for those who read on a bad screen.
@pytest.mark.parametrize(("scheme", "least"), [("light", 7), ("dark", 4.5)])
@pytest.mark.parametrize(
    ("text", "ground"),
    [("ink", "brand-mist"), ("ink", "brand-pale"), ("ink", "paper"), ("brand", "paper")],
)
def test_colours_that_carry_text_have_contrast_enough(
    scheme: str, least: float, text: str, ground: str
) -> None:
    light, dark = COLOURS.read_text(encoding="utf-8").split("prefers-color-scheme: dark", 1)
    written = light if scheme == "light" else dark
    colours = dict(re.findall(r"--app-([\w-]+): (#[0-9a-f]{6});", written))
    lighter, darker = sorted((_luminance(colours[text]), _luminance(colours[ground])), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= least


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
