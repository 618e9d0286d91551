"""Reads documents with a Python loader: read_with_python.py KIND FOLDER-OF-PACKAGES"""
import base64
import json
import logging
import os
import sys
import tempfile
import warnings

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
kind, packages = sys.argv[1:3]
if packages:
    sys.path.insert(0, packages)
asked = json.load(sys.stdin)
key = asked["key"]
environment = dict(os.environ)
path = os.path.join(tempfile.mkdtemp(dir="."), ".env")


def decouple():
    import decouple

    try:
        return decouple.Config(decouple.RepositoryEnv(path)).get(key)
    except decouple.UndefinedValueError:
        return None


def decouple_ini():
    import decouple

    try:
        return decouple.Config(decouple.RepositoryIni(path)).get(key)
    except decouple.UndefinedValueError:
        return None


def dotenv():
    from dotenv import load_dotenv

    load_dotenv(path)
    return os.environ.get(key)


def environ():
    from environ import Env

    Env.read_env(path)
    return Env()(key) if key in os.environ else None


def environs():
    from environs import Env

    env = Env()
    env.read_env(path, recurse=False)
    return env.str(key, None)


def pydantic_settings():
    from pydantic_settings import BaseSettings

    settings = type("Settings", (BaseSettings,), {
        "__annotations__": {key: "str | None"}, key: None, "model_config": {"env_file": path, "extra": "ignore"}
    })
    return getattr(settings(), key)


def pydantic():
    from typing import Optional

    from pydantic import BaseSettings

    settings = type("Settings", (BaseSettings,), {
        "__annotations__": {key: Optional[str]}, key: None, "Config": type("Config", (), {"env_file": path})
    })
    return getattr(settings(), key)


def compose():
    from compose.config.environment import env_vars_from_file

    return env_vars_from_file(path).get(key)


def answer(document):
    os.environ.clear()
    os.environ.update(environment)
    with open(path, "wb") as file:
        file.write(base64.b64decode(document))
    try:
        value = globals()[kind]()
    except BaseException as error:
        return {"error": type(error).__name__}
    return {"missing": True} if value is None else {"value": value}


for document in asked["documents"]:
    print(json.dumps(answer(document)), flush=True)
