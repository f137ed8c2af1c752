from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path
from django.views.generic import RedirectView

from ratzeburg import views

urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("", include("goals.urls")),
    path("", include("districts.urls")),
    path("", include("measures.urls")),
    path("anmelden/", views.SignIn.as_view(), name="login"),
    path("abmelden/", LogoutView.as_view(), name="logout"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
]
