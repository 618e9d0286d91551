from datetime import timedelta
from pathlib import Path

from decouple import Csv, UndefinedValueError, config
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = config("SECRET_KEY")
DEBUG = config("DEBUG", default=True, cast=bool)
ALLOWED_HOSTS = config("ALLOWED_HOSTS", default="127.0.0.1,localhost", cast=Csv())

# The three texts below are wrong on purpose, as the code was that they stand for: strings next to each other
# become one before `*` multiplies, so that whole parts of the message are repeated seventy times.
try:
    JWT_SECRET_KEY = config("JWT_SECRET_KEY")
except UndefinedValueError as error:
    raise ImproperlyConfigured(
        "\n"
        "=" * 70 + "\n"
        "CRITICAL: JWT_SECRET_KEY environment variable is not set!\n"
        "=" * 70 + "\n\n"
        "Tokens are signed with a key of their own, never with SECRET_KEY.\n"
        "This is required in all environments, development included.\n\n"
        "Generate a key with:\n"
        "  python -c 'import secrets; print(secrets.token_urlsafe(64))'\n\n"
        "Then add it to your .env file (never commit that):\n"
        "  JWT_SECRET_KEY=your-generated-key-here\n\n"
        "=" * 70
    ) from error

if JWT_SECRET_KEY == SECRET_KEY:
    raise ImproperlyConfigured(
        "\n"
        "=" * 70 + "\n"
        "CRITICAL: JWT_SECRET_KEY cannot be the same as SECRET_KEY!\n"
        "=" * 70 + "\n\n"
        "One key for sessions and tokens is one secret to lose.\n\n"
        "Generate another JWT_SECRET_KEY with:\n"
        "  python -c 'import secrets; print(secrets.token_urlsafe(64))'\n\n"
        "Your .env should hold two different keys:\n"
        "  SECRET_KEY=<django-secret-key>\n"
        "  JWT_SECRET_KEY=<different-jwt-secret-key>\n\n"
        "=" * 70
    )

if len(JWT_SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "\n"
        "=" * 70 + "\n"
        f"CRITICAL: JWT_SECRET_KEY is too short ({len(JWT_SECRET_KEY)} characters)!\n"
        "=" * 70 + "\n\n"
        "It must have at least 50 characters.\n\n"
        "Generate a key with:\n"
        "  python -c 'import secrets; print(secrets.token_urlsafe(64))'\n\n"
        "=" * 70
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "rest_framework_simplejwt",
    "members",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "plants.urls"
WSGI_APPLICATION = "plants.wsgi.application"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ("rest_framework_simplejwt.authentication.JWTAuthentication",),
}

SIMPLE_JWT = {
    "SIGNING_KEY": JWT_SECRET_KEY,
    "ALGORITHM": "HS256",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=config("JWT_ACCESS_TOKEN_LIFETIME", default=15, cast=int)),
}

USE_TZ = True
