from datetime import datetime, timedelta, timezone

import jwt

from .settings import get_settings


def create_access_token(subject: str) -> str:
    settings = get_settings()
    expires = datetime.now(timezone.utc) + timedelta(minutes=settings.access_token_expire_minutes)
    return jwt.encode(
        {"sub": subject, "exp": expires}, settings.jwt_secret_key, algorithm=settings.jwt_algorithm
    )


def read_subject(token: str) -> str | None:
    """The subject of a token that we signed and that has not expired, else None."""
    settings = get_settings()
    try:
        claims = jwt.decode(token, settings.jwt_secret_key, algorithms=[settings.jwt_algorithm])
    except jwt.InvalidTokenError:
        return None
    return claims.get("sub")
