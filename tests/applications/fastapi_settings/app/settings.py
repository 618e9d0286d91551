from functools import lru_cache

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read from the environment, then from .env in the folder that the server is started in."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore")

    project_name: str = "Bookings"

    # Signs the cookies of the calendar.
    secret_key: str = Field(min_length=32)

    # Signs tokens, and nothing else. Declared after secret_key, so that the validator can compare them.
    jwt_secret_key: str
    jwt_algorithm: str = "HS256"
    access_token_expire_minutes: int = 30

    admin_username: str
    admin_password_hash: str

    @field_validator("jwt_secret_key")
    @classmethod
    def jwt_key_is_long_enough(cls, value: str) -> str:
        if len(value) < 50:
            raise ValueError("JWT_SECRET_KEY must be at least 50 characters")
        return value

    @field_validator("jwt_secret_key")
    @classmethod
    def jwt_key_is_its_own(cls, value: str, info) -> str:
        if value == info.data.get("secret_key"):
            raise ValueError("JWT_SECRET_KEY must be different from SECRET_KEY")
        return value


@lru_cache
def get_settings() -> Settings:
    return Settings()
