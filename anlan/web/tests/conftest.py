"""What the shell's tests share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Serve static files under their own names: the hashed ones exist only after collectstatic."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path, monkeypatch):
    """Keep the clock and the demo accounts of the developer's own installation out."""
    monkeypatch.setenv("ANLAN_HOME", str(tmp_path))
    settings.HOME = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"  # WhiteNoise warns where there is no such folder
    settings.STATIC_ROOT.mkdir()
    return tmp_path
