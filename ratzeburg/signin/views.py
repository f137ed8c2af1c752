from base64 import b32encode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import LoginView, PasswordResetConfirmView, PasswordResetView
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.views.generic import FormView
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from ratzeburg.signin import second_factor
from ratzeburg.signin.forms import CodeForm, FirstCodeForm, ForgottenForm, SignInForm

KEY = "key_of_new_app"


class SignIn(LoginView):
    """One sign-in for staff and council; those who are signed in can sign out here."""

    template_name = "ratzeburg/login.html"
    authentication_form = SignInForm

    def get(self, request, *args, **kwargs):
        if request.user.is_authenticated and second_factor.is_missing(request):
            logout(request)  # it has come to be wanted since
        if not request.user.is_authenticated:
            return super().get(request, *args, **kwargs)
        wanted, home = self.get_redirect_url(), second_factor.home(request)
        is_staff = home == reverse("admin:index")
        is_refused = wanted.startswith(reverse("admin:index")) and not is_staff
        if wanted and not is_refused:
            return redirect(wanted)
        # Going on would come straight back: the admin sends here whom it does not let in.
        return render(
            request,
            "ratzeburg/signed_in.html",
            {"is_refused": is_refused, "is_staff": is_staff, "may_set_up": may_set_up(request)},
            status=403 if is_refused else 200,
        )

    def get_context_data(self, **kwargs):
        has_provider = bool(settings.OIDC_ISSUER)
        return super().get_context_data(has_provider=has_provider, **kwargs)

    def form_valid(self, form):
        return second_factor.sign_in(self.request, form.get_user(), self.get_redirect_url())


class EnterCode(FormView):
    """The second step for those who have set up an app."""

    template_name = "ratzeburg/second_factor.html"
    form_class = CodeForm

    def dispatch(self, request, *args, **kwargs):
        self.user = second_factor.waiting(request)
        if not self.user:
            return redirect("login")
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user}

    def form_valid(self, form):
        wanted = second_factor.finish(self.request, self.user, form.device)
        if isinstance(form.device, StaticDevice):
            left = form.device.token_set.count()
            messages.warning(self.request, f"Ein Notfallcode ist verbraucht, übrig: {left}.")
        return redirect(wanted)


class SetUp(FormView):
    """Shows the secret for the app, and after its first code those for emergencies."""

    template_name = "ratzeburg/second_factor_setup.html"
    form_class = FirstCodeForm

    def dispatch(self, request, *args, **kwargs):
        self.user = second_factor.waiting(request)
        if self.user and second_factor.has_app(self.user):
            return redirect("second-factor")
        if not self.user and not may_set_up(request):
            return redirect("login")
        self.user = self.user or request.user
        # Of this session alone: whoever else knows the password must not know it.
        self.key = request.session.setdefault(KEY, random_hex())
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.user, "key": self.key}

    def get_context_data(self, **kwargs):
        secret = b32encode(bytes.fromhex(self.key)).decode()
        return super().get_context_data(
            account=self.user.get_username(),
            secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
            picture=segno.make(TOTPDevice(user=self.user, key=self.key).config_url).svg_data_uri(
                scale=5, light="#fff"
            ),
            **kwargs,
        )

    def form_valid(self, form):
        codes = second_factor.adopt(self.user, form.device)
        del self.request.session[KEY]
        wanted = second_factor.finish(self.request, self.user, form.device)
        context = {"codes": codes, "wanted": wanted, "account": self.user.get_username()}
        return render(self.request, "ratzeburg/emergency_codes.html", context)


def may_set_up(request):
    """With a password of one's own; a new phone needs the old one or a code for emergencies."""
    user = request.user
    if not settings.SECOND_FACTOR or not user.is_authenticated or not user.has_usable_password():
        return False
    return second_factor.is_proven(user) or not (user.is_staff or second_factor.has_app(user))


class ForgotPassword(PasswordResetView):
    """Says the same whether there is such an account or not."""

    template_name = "ratzeburg/password_forgotten.html"
    email_template_name = "ratzeburg/password_mail.txt"
    subject_template_name = "ratzeburg/password_mail_subject.txt"
    form_class = ForgottenForm
    success_url = reverse_lazy("password-reset-sent")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "request": self.request}

    def form_invalid(self, form):
        status = 429 if form.has_error("__all__", "too_often") else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)


class NewPassword(PasswordResetConfirmView):
    """Behind the link of the mail. It signs nobody in: the second factor is still asked for."""

    template_name = "ratzeburg/password_new.html"
    success_url = reverse_lazy("password-reset-done")
    reset_url_token = "neu"  # noqa: S105  (part of an address)
