from django.urls import path

from staff.views import CookieLoginView, CookieMeView

urlpatterns = [
    path("v1/auth/login/", CookieLoginView.as_view()),
    path("v1/profile/", CookieMeView.as_view()),
]
