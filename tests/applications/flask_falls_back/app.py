import os

from dotenv import load_dotenv
from flask import Flask, jsonify, request
from flask_jwt_extended import JWTManager, create_access_token, get_jwt_identity, jwt_required

from passwords import matches

load_dotenv()

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
# The mistake: nothing gives the extension JWT_SECRET_KEY, so it signs with SECRET_KEY.
JWTManager(app)


@app.route("/login", methods=["POST"])
def login():
    username = request.json["username"]
    known = username == os.environ["ADMIN_USERNAME"]
    if not matches(request.json["password"], os.environ["ADMIN_PASSWORD_HASH"]) or not known:
        return jsonify(msg="Bad username or password"), 401
    return jsonify(access_token=create_access_token(identity=username))


@app.route("/profile")
@jwt_required()
def profile():
    return jsonify(username=get_jwt_identity())


if __name__ == "__main__":
    app.run(debug=True)
