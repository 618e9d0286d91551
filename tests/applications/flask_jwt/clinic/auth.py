from flask import Blueprint, current_app, jsonify, request
from flask_jwt_extended import create_access_token, create_refresh_token, get_jwt_identity, jwt_required

from .passwords import matches

bp = Blueprint("auth", __name__)


@bp.post("/login")
def login():
    data = request.get_json()
    email = data.get("email", "")
    known = email == current_app.config["ADMIN_EMAIL"]
    if not matches(data.get("password", ""), current_app.config["ADMIN_PASSWORD_HASH"]) or not known:
        return jsonify(msg="Bad email or password"), 401
    return jsonify(access_token=create_access_token(email), refresh_token=create_refresh_token(email))


@bp.post("/refresh")
@jwt_required(refresh=True)
def refresh():
    return jsonify(access_token=create_access_token(get_jwt_identity()))
