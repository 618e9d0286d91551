from django.urls import include, path

urlpatterns = [
    path("", include("clinic.urls_simplejwt")),
    path("", include("clinic.urls_dj_rest_auth")),
    path("", include("clinic.urls_cookie")),
]
