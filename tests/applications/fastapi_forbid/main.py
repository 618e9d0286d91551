import hashlib
import hmac
import time

import jwt
from fastapi import Depends, FastAPI, HTTPException
from fastapi.security import OAuth2PasswordBearer, OAuth2PasswordRequestForm

from config import settings

app = FastAPI()
bearer = OAuth2PasswordBearer(tokenUrl="token")


def password_matches(password: str) -> bool:
    rounds, salt, digest = settings.reader_password_hash.split(":")
    found = hashlib.pbkdf2_hmac("sha256", password.encode(), bytes.fromhex(salt), int(rounds))
    return hmac.compare_digest(found.hex(), digest)


@app.post("/token")
def token(form: OAuth2PasswordRequestForm = Depends()):
    if form.username != settings.reader_name or not password_matches(form.password):
        raise HTTPException(401, "Incorrect username or password", {"WWW-Authenticate": "Bearer"})
    claims = {"sub": form.username, "exp": int(time.time()) + 60 * settings.token_minutes}
    signed = jwt.encode(claims, settings.secret_key, algorithm=settings.algorithm)
    return {"access_token": signed, "token_type": "bearer"}


@app.get("/users/me")
def me(encoded: str = Depends(bearer)):
    try:
        claims = jwt.decode(encoded, settings.secret_key, algorithms=[settings.algorithm])
    except jwt.InvalidTokenError as error:
        raise HTTPException(
            401, "Could not validate credentials", {"WWW-Authenticate": "Bearer"}
        ) from error
    return {"username": claims["sub"]}
