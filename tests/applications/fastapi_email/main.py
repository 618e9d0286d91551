"""Logs in with an address of mail, by JSON, and answers with both tokens deep in the body."""

from datetime import datetime, timedelta, timezone
from typing import Annotated

import jwt
from decouple import config
from fastapi import APIRouter, Depends, FastAPI, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel

from passwords import matches

SECRET_KEY = config("SECRET_KEY")
JWT_SECRET_KEY = config("JWT_SECRET_KEY")
ADMIN_EMAIL = config("ADMIN_EMAIL")

app = FastAPI(title="Letting agency")
router = APIRouter(prefix="/auth")


class LoginRequest(BaseModel):
    email: str
    password: str


def make_token(kind: str, minutes: int) -> str:
    expires = datetime.now(timezone.utc) + timedelta(minutes=minutes)
    return jwt.encode({"sub": ADMIN_EMAIL, "type": kind, "exp": expires}, JWT_SECRET_KEY, algorithm="HS256")


def current_user(credentials: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]) -> str:
    try:
        claims = jwt.decode(credentials.credentials, JWT_SECRET_KEY, algorithms=["HS256"])
        if claims.get("type") != "access":
            raise jwt.InvalidTokenError("Not an access token")
        return claims["sub"]
    except jwt.InvalidTokenError:
        raise HTTPException(status_code=401, detail="Invalid token")


@router.post("/login")
def login(request: LoginRequest):
    known = request.email == ADMIN_EMAIL
    if not matches(request.password, config("ADMIN_PASSWORD_HASH")) or not known:
        raise HTTPException(status_code=401, detail="Incorrect email or password")
    tokens = {"refresh": make_token("refresh", 1440), "access": make_token("access", 15)}
    return {"status": "ok", "data": {"user": {"email": ADMIN_EMAIL}, "tokens": tokens}}


@router.get("/me")
def read_me(email: Annotated[str, Depends(current_user)]):
    return {"email": email}


app.include_router(router)
