import shutil

import pytest

from feedback.core.migrating import MigrationRefused, migrate
from tests.databases import ROOT, settings_for

PRODUCTION = {
    "HEARD_ENV": "production",
    "HEARD_BASE_URL": "https://heard.example.org",
    "HEARD_CHEAP_PASSWORDS": "0",
    "HEARD_SECRET": "kV3x-9QmZp7Lw2RtYc5Nb8Hs4Jd6Fg1A",
}


async def test_without_pg_dump_production_does_not_migrate_unless_told(
    settings, template, monkeypatch, tmp_path
):
    async with template.copy(settings.database_url):
        folder = tmp_path / "migrations_to_come"
        shutil.copytree(
            ROOT / "feedback" / "migrations", folder, ignore=shutil.ignore_patterns("__pycache__")
        )
        newest = sorted(path.stem for path in folder.glob("[0-9]*.py"))[-1]
        (folder / "9999_nothing.py").write_text(
            "from tortoise import migrations\n\n\nclass Migration(migrations.Migration):\n"
            f"    dependencies = [('heard', '{newest}')]\n"
        )
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.setenv("PATH", str(tmp_path))
        production = settings_for(settings.database_url, **PRODUCTION)
        with pytest.raises(MigrationRefused, match="--no-backup"):
            await migrate(production, migrations="migrations_to_come")
        report = await migrate(production, backup=False, migrations="migrations_to_come")
        assert report.applied == ["9999_nothing"]
