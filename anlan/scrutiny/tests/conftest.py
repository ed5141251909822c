from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def evidence_folder(settings, tmp_path):
    """Give every test a data folder of its own for its photographs and terms."""
    settings.HOME = tmp_path
    return tmp_path / "evidence"
