"""Static files under hashed names, the imports between the field page's modules included."""

from __future__ import annotations

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

MODULES = "field/*.js"
"""Only these: a vendored file names modules that are not there, in its comments."""
_OF_MODULES: Any = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]  # noqa: SLF001


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    # the field page has no bundler: its modules name each other, and are kept on phones under their hashes
    patterns = (*CompressedManifestStaticFilesStorage.patterns, (MODULES, _OF_MODULES))
