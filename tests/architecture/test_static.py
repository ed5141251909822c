"""Static files as an installation serves them: hashed names, every reference found."""

from __future__ import annotations

from django.core.management import call_command


def test_every_file_that_a_style_sheet_or_script_refers_to_is_there(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }

    call_command("collectstatic", interactive=False, verbosity=0)

    assert (tmp_path / "staticfiles.json").exists()
