from django.conf import settings
from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.generic import RedirectView, TemplateView

from ratzeburg.signin import views

urlpatterns = [
    path("anmelden/", views.SignIn.as_view(), name="login"),
    path("anmelden/code/", views.EnterCode.as_view(), name="second-factor"),
    path("anmelden/einrichten/", views.SetUp.as_view(), name="second-factor-setup"),
    path("anmelden/passwort/", views.ForgotPassword.as_view(), name="password-reset"),
    path(
        "anmelden/passwort/gesendet/",
        TemplateView.as_view(template_name="ratzeburg/password_sent.html"),
        name="password-reset-sent",
    ),
    path(
        "anmelden/passwort/fertig/",
        TemplateView.as_view(template_name="ratzeburg/password_done.html"),
        name="password-reset-done",
    ),
    path(
        "anmelden/passwort/<uidb64>/<token>/",
        views.NewPassword.as_view(),
        name="password-reset-confirm",
    ),
    path("abmelden/", LogoutView.as_view(), name="logout"),
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
]

if settings.OIDC_ISSUER:
    # Its library is installed only where it is used.
    from ratzeburg.signin import single_sign_on

    urlpatterns += single_sign_on.urlpatterns
