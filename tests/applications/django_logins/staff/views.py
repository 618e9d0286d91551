from django.contrib.auth import authenticate
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import RefreshToken


class CookieAuthentication(JWTAuthentication):
    """Reads the token from the cookie that the login sets."""

    def authenticate(self, request):
        token = request.COOKIES.get("access_token")
        if token is None:
            return None
        validated = self.get_validated_token(token.encode())
        return self.get_user(validated), validated


class MeView(APIView):
    def get(self, request):
        return Response({"email": request.user.email})


@method_decorator(csrf_protect, name="dispatch")
class CookieLoginView(APIView):
    """Puts the tokens into cookies that scripts cannot read, and nothing into the body."""

    authentication_classes = [CookieAuthentication]
    permission_classes = [AllowAny]

    def post(self, request):
        user = authenticate(request, email=request.data.get("email"), password=request.data.get("password"))
        if user is None:
            return Response({"code": "INVALID_CREDENTIALS"}, status=401)
        refresh = RefreshToken.for_user(user)
        response = Response({"message": "Login successful", "user": {"email": user.email}})
        cookie = {"httponly": True, "samesite": "Lax"}
        response.set_cookie("refresh_token", str(refresh), path="/v1/auth/", **cookie)
        response.set_cookie("access_token", str(refresh.access_token), **cookie)
        return response


class CookieMeView(MeView):
    authentication_classes = [CookieAuthentication]
