"""The names of what is measured."""

WAYS = {
    "pipeline": "This pipeline, submitted to outcome file, with history",
    "copy-bare": "Limit: COPY of the finished rows, no index or key",
    "copy": "Limit: COPY, with indexes, checks, foreign keys",
    "orm": "The ORM, a row at a time, with history",
    "import-export": "django-import-export, defaults, no history",
    "import-export-bulk": "django-import-export, its bulk settings, no history",
    "import-export-tuned": "django-import-export, everything tuned, no history",
    "check": "testamur check, offline, started anew",
}
"""Ways of taking the same file of 10,000 records, compared in turn."""

LATER = ("10x", "100x", "again", "soap", "verify", "reads", "reports", "country", "pages", "front")
NAMES = (*WAYS, *LATER)
