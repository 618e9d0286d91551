from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    # Nothing said about names that are not declared here: pydantic then refuses them in .env.
    model_config = SettingsConfigDict(env_file=".env")

    secret_key: str
    algorithm: str = "HS256"
    token_minutes: int = 60
    reader_name: str
    reader_password_hash: str


settings = Settings()
