from flask import Blueprint, current_app, jsonify
from flask_jwt_extended import get_jwt_identity, jwt_required

bp = Blueprint("patients", __name__)


@bp.get("/health")
def health():
    return jsonify(clinic=current_app.config["CLINIC_NAME"])


@bp.get("/me")
@jwt_required()
def me():
    return jsonify(email=get_jwt_identity())
