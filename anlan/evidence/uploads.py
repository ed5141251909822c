"""A bound on what one request may carry, met before a byte is kept: forms are read ahead of any check of rights."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

from anlan.evidence.pictures import MOST_BYTES

MOST_FILES = 9
MOST_LEDGER_BYTES = 66 * 2**20
LEDGERS = ("/ledgers/bring/", "/api/v1/ledgers")
"""Where a ledger is brought: one file, larger than photographs are."""
MOST_REQUEST_BYTES = MOST_FILES * MOST_BYTES + 2 * 1024 * 1024


class BoundedUploadHandler(FileUploadHandler):
    """Refuses a request that says it is larger than a form of nine photographs; stands first in the settings' list."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803 -- the name that the upload handler is called with
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        most = MOST_LEDGER_BYTES if META.get("PATH_INFO", "").endswith(LEDGERS) else MOST_REQUEST_BYTES
        if content_length > most:
            raise RequestDataTooBig(f"a request of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
