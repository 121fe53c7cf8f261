"""What an installation decides, read once from the environment and checked before anything else starts.

This is the only module that reads `os.environ`. Every problem is found at once and each sentence names its
variable, so that whoever installs Heard mends them in one go.
"""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from feedback.core.environment import Reader, SettingsError, is_weak_secret

__all__ = ["Settings", "SettingsError"]

ENVIRONMENTS = ("development", "test", "production")
SQLITE_PREFIX = "sqlite:///"
SCRIPT_IN_SVG = re.compile(rb"<script|\son\w+\s*=|<foreignObject|javascript:", re.IGNORECASE)
POSTGRES_SCHEMES = ("postgres", "postgresql")


@dataclass(frozen=True)
class Settings:
    environment: str
    secret: str = field(repr=False)
    database_url: str = field(repr=False)
    base_url: str
    port: int
    smtp_url: str | None = field(repr=False)
    mail_from: str
    council_name: str
    colour_sea: str
    colour_sun: str
    logo: Path | None
    help_lines: Path | None
    demo: bool
    debug: bool
    safeguarding_mail: str | None
    metrics_port: int | None
    suppress_below: int
    exit_url: str
    lease_seconds: float
    trusted_proxies: tuple[str, ...]
    backup_folder: Path | None
    cheap_passwords: bool
    forms_per_minute: int

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def is_secure(self) -> bool:
        """Whether visitors come by https, so that cookies may say so."""
        return self.base_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith(SQLITE_PREFIX)

    @property
    def sqlite_path(self) -> Path:
        return _sqlite_path(self.database_url)

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check every variable; `SettingsError` lists all that is wrong."""
        read = Reader(os.environ if environ is None else environ)
        environment = read.one_of("HEARD_ENV", ENVIRONMENTS, "development")
        port = read.whole("PORT", 8000, 1, 65535)
        database_url = _database_url(read)
        settings = cls(
            environment=environment,
            secret=_secret(read, environment, database_url),
            database_url=database_url,
            base_url=_base_url(read, environment, port),
            port=port,
            smtp_url=_smtp_url(read),
            mail_from=read.mail("HEARD_MAIL_FROM") or "heard@localhost",
            council_name=read.text("HEARD_COUNCIL_NAME") or "Norfolk",
            colour_sea=read.colour("HEARD_COLOUR_SEA", "#0b5f6b"),
            colour_sun=read.colour("HEARD_COLOUR_SUN", "#ffd166"),
            logo=_logo(read),
            help_lines=Path(lines) if (lines := read.text("HEARD_HELP_LINES")) else None,
            demo=read.switch("HEARD_DEMO"),
            debug=read.switch("HEARD_DEBUG"),
            safeguarding_mail=read.mail("HEARD_SAFEGUARDING_MAIL"),
            metrics_port=read.optional_whole("HEARD_METRICS_PORT", 1, 65535),
            suppress_below=read.whole("HEARD_SUPPRESS_BELOW", 5, 5, 20),
            exit_url=read.address("HEARD_EXIT_URL", "https://www.bbc.co.uk/weather"),
            lease_seconds=read.decimal("HEARD_LEASE_SECONDS", 15.0, 1.0, 300.0),
            trusted_proxies=read.names("HEARD_TRUSTED_PROXIES"),
            backup_folder=Path(folder) if (folder := read.text("HEARD_BACKUP_FOLDER")) else None,
            cheap_passwords=read.switch("HEARD_CHEAP_PASSWORDS"),
            forms_per_minute=read.whole("HEARD_FORMS_PER_MINUTE", 6000, 60, 10_000_000),
        )
        if environment == "production":
            _refuse_in_production(read, settings)
        if read.problems:
            raise SettingsError(read.problems)
        return settings


def _refuse_in_production(read: Reader, settings: Settings) -> None:
    if settings.demo:
        read.problem("HEARD_DEMO is on. Demo accounts have known passwords: turn it off in production.")
    if settings.debug:
        read.problem("HEARD_DEBUG is on. It shows visitors what is inside: turn it off in production.")
    if settings.cheap_passwords:
        read.problem("HEARD_CHEAP_PASSWORDS is on. It is only for tests: turn it off in production.")
    if not read.text("HEARD_MAIL_FROM") and settings.smtp_url:
        read.problem("HEARD_MAIL_FROM is missing. Give the address that Heard's mail comes from.")


def _database_url(read: Reader) -> str:
    url = read.text("DATABASE_URL") or f"{SQLITE_PREFIX}var/heard.sqlite3"
    if url.startswith(SQLITE_PREFIX):
        if not url.removeprefix(SQLITE_PREFIX):
            read.problem(f"DATABASE_URL names no file. Write {SQLITE_PREFIX}var/heard.sqlite3, for example.")
        elif ":memory:" in url:
            read.problem("DATABASE_URL asks for memory only. Give a file: several processes share it.")
        return url
    parts = urlsplit(url)
    if parts.scheme not in POSTGRES_SCHEMES:
        read.problem("DATABASE_URL must begin with sqlite:/// or postgres://.")
    elif not parts.path.strip("/"):
        read.problem("DATABASE_URL names no database. Write postgres://user:password@host:5432/heard.")
    return url


def _sqlite_path(database_url: str) -> Path:
    return Path(unquote(database_url.removeprefix(SQLITE_PREFIX).split("?", 1)[0]))


def _secret(read: Reader, environment: str, database_url: str) -> str:
    secret = read.text("HEARD_SECRET")
    if environment == "production":
        if not secret:
            read.problem("HEARD_SECRET is missing. Make one with: python -m feedback make-secret")
        elif is_weak_secret(secret):
            read.problem(
                "HEARD_SECRET is weak: too short, repeated or a known example. "
                "Make one with: python -m feedback make-secret"
            )
        return secret
    return secret or _development_secret(database_url)


def _development_secret(database_url: str) -> str:
    """A secret of this machine's own, kept beside the database so that a restart keeps every keep-code."""
    folder = _sqlite_path(database_url).parent if database_url.startswith(SQLITE_PREFIX) else Path("var")
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w") as file:
        file.write(secret)
    return secret


def _base_url(read: Reader, environment: str, port: int) -> str:
    url = read.address("HEARD_BASE_URL", f"http://127.0.0.1:{port}").rstrip("/")
    if urlsplit(url).path or "?" in url:
        read.problem(
            "HEARD_BASE_URL has a path. Give only scheme and host, such as https://heard.example.org"
        )
    if environment == "production" and not url.startswith("https://"):
        read.problem("HEARD_BASE_URL must begin with https:// in production: people tell us private things.")
    return url


def _smtp_url(read: Reader) -> str | None:
    url = read.text("HEARD_SMTP_URL")
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        read.problem("HEARD_SMTP_URL must look like smtp://user:password@host:587 or smtps://host.")
    return url


def _logo(read: Reader) -> Path | None:
    name = read.text("HEARD_LOGO")
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() not in (".svg", ".png"):
        read.problem("HEARD_LOGO must be an SVG or PNG file.")
    elif not path.is_file():
        read.problem("HEARD_LOGO names a file that is not there.")
    elif path.suffix.lower() == ".svg" and SCRIPT_IN_SVG.search(path.read_bytes()):
        read.problem("HEARD_LOGO holds script. Save the drawing without it.")
    return path
