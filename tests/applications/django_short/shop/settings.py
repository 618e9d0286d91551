"""Settings of the shop. Values that differ between environments come from .env."""

from datetime import timedelta
from pathlib import Path

from decouple import Csv, config
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = config("DEBUG", default=False, cast=bool)
ALLOWED_HOSTS = config("ALLOWED_HOSTS", default="localhost,127.0.0.1", cast=Csv())

# Sessions, password resets and signed cookies.
SECRET_KEY = config("SECRET_KEY")

# Tokens have a key of their own, in every environment.
JWT_SECRET_KEY = config("JWT_SECRET_KEY", default="")
JWT_KEY_LENGTH = 50
JWT_KEY_COMMAND = "python -c 'import secrets; print(secrets.token_urlsafe(64))'"

if not JWT_SECRET_KEY:
    raise ImproperlyConfigured(
        f"JWT_SECRET_KEY environment variable is required. Generate with: {JWT_KEY_COMMAND}"
    )
if JWT_SECRET_KEY == SECRET_KEY:
    raise ImproperlyConfigured(
        "JWT_SECRET_KEY must be different from SECRET_KEY. Using the same key for both JWT and "
        "Django session/CSRF tokens is a security vulnerability. "
        f"Generate a separate JWT_SECRET_KEY with: {JWT_KEY_COMMAND}"
    )
if len(JWT_SECRET_KEY) < JWT_KEY_LENGTH:
    raise ImproperlyConfigured(
        f"JWT_SECRET_KEY must be at least {JWT_KEY_LENGTH} characters (got {len(JWT_SECRET_KEY)}). "
        f"Generate with: {JWT_KEY_COMMAND}"
    )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "rest_framework",
    "accounts",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

ROOT_URLCONF = "shop.urls"
WSGI_APPLICATION = "shop.wsgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": BASE_DIR / config("DATABASE_FILE", default="db.sqlite3"),
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework_simplejwt.authentication.JWTAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": JWT_SECRET_KEY,
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=config("JWT_ACCESS_TOKEN_LIFETIME", default=15, cast=int)),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=config("JWT_REFRESH_TOKEN_LIFETIME", default=7, cast=int)),
}

LANGUAGE_CODE = "en-us"
TIME_ZONE = config("TIME_ZONE", default="UTC")
USE_TZ = True
