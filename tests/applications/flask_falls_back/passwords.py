"""Password hashes of the form `rounds:salt:digest`, PBKDF2 with SHA-256, salt and digest in hex."""

import hashlib
import hmac


def matches(password: str, stored: str) -> bool:
    rounds, salt, digest = stored.split(":")
    found = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), int(rounds))
    return hmac.compare_digest(found.hex(), digest)
