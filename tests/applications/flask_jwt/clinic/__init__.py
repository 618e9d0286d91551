from flask import Flask
from flask_jwt_extended import JWTManager

from .config import Config

jwt = JWTManager()


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.from_object(Config)
    jwt.init_app(app)

    from .auth import bp as auth
    from .patients import bp as patients

    app.register_blueprint(auth, url_prefix="/api/auth")
    app.register_blueprint(patients, url_prefix="/api")
    return app
