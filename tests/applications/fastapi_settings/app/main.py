from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, status
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm

from .passwords import matches
from .settings import get_settings
from .tokens import create_access_token, read_subject

settings = get_settings()
app = FastAPI(title=settings.project_name)
oauth2_scheme = OAuth2PasswordBearer(tokenUrl="token")


def current_user(token: Annotated[str, Depends(oauth2_scheme)]) -> str:
    subject = read_subject(token)
    if subject != settings.admin_username:
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Could not validate credentials",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return subject


@app.post("/token")
def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]) -> dict[str, str]:
    known = form.username == settings.admin_username
    if not matches(form.password, settings.admin_password_hash) or not known:
        raise HTTPException(
            status_code=status.HTTP_401_UNAUTHORIZED,
            detail="Incorrect username or password",
            headers={"WWW-Authenticate": "Bearer"},
        )
    return {"access_token": create_access_token(form.username), "token_type": "bearer"}


@app.get("/users/me")
def read_users_me(username: Annotated[str, Depends(current_user)]) -> dict[str, str]:
    return {"username": username}


@app.get("/health")
def health() -> dict[str, str]:
    return {"status": "ok"}
