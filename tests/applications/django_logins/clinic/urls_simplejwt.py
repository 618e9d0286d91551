from django.urls import path
from rest_framework_simplejwt.views import TokenObtainPairView

from staff.views import MeView

urlpatterns = [
    path("api/session/", TokenObtainPairView.as_view()),
    path("api/me/", MeView.as_view()),
]
