"""A disk that is full for as long as a file called `full` lies in it."""

from __future__ import annotations

import errno
import os
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage


class FullDisk(FileSystemStorage):
    """Does what file systems do: takes what still fits, then refuses, and leaves half a file behind."""

    def _save(self, name: str, content: Any) -> str:
        if not self.exists("full"):
            return super()._save(name, content)
        if not name.endswith(".json"):  # the smallest file still fits
            taken = content.read()
            super()._save(name, ContentFile(taken[: len(taken) // 2]))
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return super()._save(name, content)
