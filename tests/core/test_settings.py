import stat

import pytest

from feedback.core.settings import Settings, SettingsError

GOOD_SECRET = "kV3x-9QmZp7Lw2RtYc5Nb8Hs4Jd6Fg1A"
PRODUCTION = {
    "HEARD_ENV": "production",
    "HEARD_SECRET": GOOD_SECRET,
    "HEARD_BASE_URL": "https://heard.example.org",
    "DATABASE_URL": "postgres://heard:pw@db.example.org/heard",
}


def problems(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as found:
        Settings.from_env(environ)
    return found.value.problems


def test_an_empty_environment_is_fit_for_development(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_env({})
    assert settings.environment == "development"
    assert settings.is_sqlite
    assert str(settings.sqlite_path) == "var/heard.sqlite3"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.council_name == "Norfolk"
    assert settings.suppress_below == 5
    assert not settings.demo
    assert not settings.is_secure


def test_production_that_is_complete_starts():
    settings = Settings.from_env(PRODUCTION)
    assert settings.is_production
    assert settings.is_secure
    assert GOOD_SECRET not in repr(settings)
    assert "pw" not in repr(settings)


def test_every_problem_is_told_at_once_and_names_its_variable():
    found = problems(HEARD_ENV="production", HEARD_DEMO="1", HEARD_DEBUG="1", HEARD_CHEAP_PASSWORDS="1")
    named = {sentence.split()[0] for sentence in found}
    assert named == {"HEARD_SECRET", "HEARD_DEMO", "HEARD_DEBUG", "HEARD_CHEAP_PASSWORDS", "HEARD_BASE_URL"}


@pytest.mark.parametrize(
    "secret", ["", "short", "a" * 64, "abcdefghijklmnop" * 4, "changeme-" + GOOD_SECRET, "0123456789" * 5]
)
def test_production_refuses_a_weak_secret(secret):
    assert any("HEARD_SECRET" in sentence for sentence in problems(**{**PRODUCTION, "HEARD_SECRET": secret}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HEARD_ENV", "staging"),
        ("PORT", "http"),
        ("PORT", "70000"),
        ("DATABASE_URL", "mysql://localhost/heard"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgres://localhost"),
        ("HEARD_BASE_URL", "heard.example.org"),
        ("HEARD_BASE_URL", "https://example.org/heard"),
        ("HEARD_SMTP_URL", "mail.example.org:25"),
        ("HEARD_MAIL_FROM", "Heard <a@b>"),
        ("HEARD_COLOUR_SEA", "teal"),
        ("HEARD_COLOUR_SUN", "#fff"),
        ("HEARD_LOGO", "logo.gif"),
        ("HEARD_LOGO", "nowhere.svg"),
        ("HEARD_DEMO", "maybe"),
        ("HEARD_SUPPRESS_BELOW", "4"),
        ("HEARD_SUPPRESS_BELOW", "21"),
        ("HEARD_EXIT_URL", "javascript:alert(1)"),
        ("HEARD_LEASE_SECONDS", "0"),
        ("HEARD_METRICS_PORT", "-1"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name, value, tmp_path):
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/heard.sqlite3", name: value}
    assert [sentence.split()[0] for sentence in problems(**environ)] == [name]


def test_a_logo_that_holds_script_is_refused(tmp_path):
    logo = tmp_path / "logo.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    assert any("script" in sentence for sentence in problems(**{**PRODUCTION, "HEARD_LOGO": str(logo)}))


def test_development_keeps_a_secret_of_its_own_beside_the_database(tmp_path):
    environ = {"DATABASE_URL": f"sqlite:///{tmp_path}/heard.sqlite3"}
    first, second = Settings.from_env(environ), Settings.from_env(environ)
    assert first.secret == second.secret
    assert len(first.secret) > 40
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
