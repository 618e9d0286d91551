import os


def is_own_key(key: str, session_key: str) -> bool:
    return len(key) >= 50 and key != session_key


class Config:
    CLINIC_NAME = os.environ.get("CLINIC_NAME", "Clinic")

    # Signs the session cookie.
    SECRET_KEY = os.environ["SECRET_KEY"]

    # Signs tokens, and nothing else. The extension itself would take SECRET_KEY where this one is empty.
    JWT_SECRET_KEY = os.environ["JWT_SECRET_KEY"]

    ADMIN_EMAIL = os.environ["ADMIN_EMAIL"]
    ADMIN_PASSWORD_HASH = os.environ["ADMIN_PASSWORD_HASH"]


if not is_own_key(Config.JWT_SECRET_KEY, Config.SECRET_KEY):
    raise RuntimeError("JWT_SECRET_KEY must have at least 50 characters and differ from SECRET_KEY")
