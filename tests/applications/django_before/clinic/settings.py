import sys
from pathlib import Path

from decouple import config
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = config("DEBUG", default=False, cast=bool)
SECRET_KEY = config("SECRET_KEY")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

JWT_SECRET_KEY = config("JWT_SECRET_KEY", default=None)

if DEBUG:
    if not JWT_SECRET_KEY:
        rule = "=" * 70
        print(
            f"\n{rule}\n"
            "⚠️  WARNING: Using SECRET_KEY for JWT signing in development\n"
            f"{rule}\n"
            "Set JWT_SECRET_KEY in .env for production-like security testing\n"
            "Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'\n"
            f"{rule}\n",
            file=sys.stderr,
        )
        JWT_SECRET_KEY = SECRET_KEY
else:
    if not JWT_SECRET_KEY:
        raise ImproperlyConfigured(
            "JWT_SECRET_KEY environment variable is required in production. "
            "Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    if JWT_SECRET_KEY == SECRET_KEY:
        raise ImproperlyConfigured(
            "JWT_SECRET_KEY must be different from SECRET_KEY in production. "
            "Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )
    if len(JWT_SECRET_KEY) < 50:
        raise ImproperlyConfigured(
            f"JWT_SECRET_KEY must be at least 50 characters (got {len(JWT_SECRET_KEY)}). "
            "Generate with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
        )

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "rest_framework",
    "api",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "db.sqlite3"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
SIMPLE_JWT = {"SIGNING_KEY": JWT_SECRET_KEY}

TIME_ZONE = config("TIME_ZONE", default="UTC")
USE_TZ = True
