from django.contrib import admin
from django.urls import include, path

from ratzeburg import views

urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("", include("goals.urls")),
    path("", include("districts.urls")),
    path("", include("measures.urls")),
    path("", include("ratzeburg.signin.urls")),
    path("admin/handbuch/", admin.site.admin_view(views.handbook), name="handbook"),
    path("admin/handbuch/<slug:name>/", admin.site.admin_view(views.handbook), name="handbook"),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
]
