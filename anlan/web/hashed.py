"""Static files under hashed names, the imports between JavaScript modules included."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] -- whitenoise tells no types
    support_js_module_import_aggregation = True
