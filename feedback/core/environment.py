"""Reading single variables: each method gives a value that can be used, and notes a sentence when it had to
fall back on the default, so that all problems are known together."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
MAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
ON = ("1", "true", "yes", "on")
OFF = ("", "0", "false", "no", "off")
SHORTEST_SECRET = 32
KNOWN_EXAMPLES = ("changeme", "change-me", "secret", "example", "password", "insecure", "development", "test")


class SettingsError(Exception):
    """The environment is not fit to start with. `problems` holds one sentence for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def is_weak_secret(secret: str) -> bool:
    """Too short, a few letters repeated, a piece repeated, or words that stand in guides and examples."""
    if len(secret) < SHORTEST_SECRET or len(set(secret)) < 12:
        return True
    if any(secret == secret[:size] * (len(secret) // size) for size in range(1, len(secret) // 2 + 1)):
        return True
    plain = secret.lower()
    return any(plain.startswith(word) or plain.endswith(word) for word in KNOWN_EXAMPLES)


class Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[str] = []

    def problem(self, sentence: str) -> None:
        self.problems.append(sentence)

    def text(self, name: str) -> str:
        return self._environ.get(name, "").strip()

    def one_of(self, name: str, values: Sequence[str], default: str) -> str:
        value = self.text(name) or default
        if value not in values:
            self.problem(f"{name} must be one of {', '.join(values)}.")
            return default
        return value

    def switch(self, name: str) -> bool:
        value = self.text(name).lower()
        if value not in ON + OFF:
            self.problem(f"{name} must be 1 (on) or 0 (off).")
        return value in ON

    def whole(self, name: str, default: int, lowest: int, highest: int) -> int:
        found = self.optional_whole(name, lowest, highest)
        return default if found is None else found

    def optional_whole(self, name: str, lowest: int, highest: int) -> int | None:
        value = self.text(name)
        if not value:
            return None
        if not re.fullmatch(r"[0-9]{1,9}", value) or not lowest <= int(value) <= highest:
            self.problem(f"{name} must be a whole number from {lowest} to {highest}.")
            return None
        return int(value)

    def decimal(self, name: str, default: float, lowest: float, highest: float) -> float:
        value = self.text(name)
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,6})?", value) or not lowest <= float(value) <= highest:
            self.problem(f"{name} must be a number from {lowest:g} to {highest:g}.")
            return default
        return float(value)

    def colour(self, name: str, default: str) -> str:
        value = self.text(name) or default
        if not COLOUR.fullmatch(value):
            self.problem(f"{name} must be a colour such as {default}.")
            return default
        return value.lower()

    def mail(self, name: str) -> str | None:
        value = self.text(name)
        if value and not MAIL.fullmatch(value):
            self.problem(f"{name} must be one mail address, such as heard@example.org.")
        return value or None

    def address(self, name: str, default: str) -> str:
        value = self.text(name) or default
        if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
            self.problem(f"{name} must be a web address that begins with http:// or https://.")
            return default
        return value

    def names(self, name: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text(name).split(",") if part.strip())
