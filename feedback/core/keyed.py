"""Hashes that only this server can make, so that a stolen database gives away no code and no cookie."""

import hashlib
import hmac

_secret = b""


def set_secret(secret: str) -> None:
    """Called once, by `create_app` and by each command, with the secret of the settings."""
    global _secret
    _secret = secret.encode()


def keyed_hash(purpose: str, value: str | bytes) -> str:
    """HMAC-SHA256 in hex of `value`. Each `purpose` is a space of its own."""
    if not _secret:
        raise RuntimeError("keyed_hash was called before set_secret")
    if isinstance(value, str):
        value = value.encode()
    return hmac.new(_secret, purpose.encode() + b"\0" + value, hashlib.sha256).hexdigest()


def mark_of(*shown: object) -> str:
    """What a page showed, for a hidden field of its form. Whoever presses then cannot agree to words that
    somebody wrote meanwhile, and the field gives none of them away."""
    return keyed_hash("shown", "\0".join(f"{len(str(one))}:{one}" for one in shown))[:32]
