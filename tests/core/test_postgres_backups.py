import pytest

from feedback.core.migrating import MigrationRefused, migrate
from tests.databases import migrations_to_come, settings_for

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
        migrations = migrations_to_come(tmp_path, monkeypatch)
        monkeypatch.setenv("PATH", str(tmp_path))
        production = settings_for(settings.database_url, **PRODUCTION)
        with pytest.raises(MigrationRefused, match="--no-backup"):
            await migrate(production, migrations=migrations)
        report = await migrate(production, backup=False, migrations=migrations)
        assert report.applied == ["9999_to_come"]


async def test_without_pg_dump_elsewhere_it_goes_on_and_says_that_there_is_no_copy(
    settings, template, monkeypatch, tmp_path
):
    async with template.copy(settings.database_url):
        migrations = migrations_to_come(tmp_path, monkeypatch)
        monkeypatch.setenv("PATH", str(tmp_path))
        said = list((await migrate(settings, migrations=migrations)).sentences())
        assert said[0] == "No copy was made: pg_dump is not installed, so no copy can be made."
        assert "Applied 9999_to_come" in said[1]
