"""Passwords: which are good enough, and hashing them without holding up the other requests."""

import asyncio
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback.core.errors import Refusal

SHORTEST = 12
LONGEST = 200

# One hash takes 64 MiB and a quarter of a second. More than two at once would let anybody who can reach the
# sign-in page fill the memory, so the rest wait in line.
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")
_hasher = PasswordHasher()
_nobody = ""

# Twelve characters and more, and still among the first that anybody tries.
COMMON = frozenset((Path(__file__).parent / "common_passwords.txt").read_text().split())


def use_hasher(hasher: PasswordHasher) -> None:
    """Change the cost of hashing: a machine with more memory can ask for more, the tests ask for little."""
    global _hasher, _nobody
    _hasher, _nobody = hasher, ""


def check_new_password(password: str, email: str) -> None:
    if len(password) < SHORTEST:
        raise Refusal(
            f"Use a password of {SHORTEST} characters or more. Three words are easy to remember.", "new"
        )
    if len(password) > LONGEST:
        raise Refusal(f"Use a password of {LONGEST} characters or fewer.", "new")
    plain = password.strip().lower()
    if plain in COMMON or len(set(plain)) < 5:
        raise Refusal("Many people use this password, so it is easy to guess. Choose another one.", "new")
    local_part = email.split("@")[0]
    if plain == email or (plain.startswith(local_part) and len(plain) - len(local_part) < 5):
        raise Refusal("This password is too close to your email address. Choose another one.", "new")


def one_time_password() -> str:
    """Typed by a person from a piece of paper or a phone call: no letter that looks like another."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


async def hash_password(password: str) -> str:
    return await asyncio.get_running_loop().run_in_executor(_hashing, _hasher.hash, password)


async def matches(password_hash: str | None, password: str) -> bool:
    """Without a hash (no such account) it works just as long, so that the time it takes tells nothing."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, _matches, password_hash, password)


def needs_rehash(password_hash: str) -> bool:
    return _hasher.check_needs_rehash(password_hash)


def _matches(password_hash: str | None, password: str) -> bool:
    try:
        verified = _hasher.verify(password_hash or _hash_of_nobody(), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return verified and password_hash is not None


def _hash_of_nobody() -> str:
    global _nobody
    if not _nobody:
        _nobody = _hasher.hash(secrets.token_urlsafe(24))
    return _nobody
