from django.urls import path

from .views import MeView, StatusView

urlpatterns = [
    path("me/", MeView.as_view(), name="me"),
    path("status/", StatusView.as_view(), name="status"),
]
