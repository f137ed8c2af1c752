import re
from threading import Thread

from django import forms
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm, PasswordResetForm
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from ratzeburg.signin.mailings import is_too_often

MAILING = "password mail"
WRONG = "Benutzername oder Passwort stimmt nicht. Bitte auf Groß- und Kleinschreibung achten."
LOCKED = (
    "Zu viele falsche Versuche. Die Anmeldung ist jetzt {minutes} Minuten lang gesperrt, "
    "auch mit dem richtigen Passwort. Danach geht es wieder."
)
WRONG_CODE = (
    "Dieser Code stimmt nicht, ist abgelaufen oder schon benutzt. "
    "Bitte warten Sie auf den nächsten Code in der App und tragen Sie ihn gleich ein."
)
TOO_MANY_CODES = (
    "Nach falschen Codes müssen Sie kurz warten: bis {until:%H:%M:%S} Uhr. "
    "Tragen Sie danach den Code ein, der dann in der App steht."
)
TOO_OFTEN = (
    "Es wurden zu viele Nachrichten angefordert. Bitte versuchen Sie es in einer Stunde noch "
    "einmal, oder wenden Sie sich an die Administration."
)


class SignInForm(AuthenticationForm):
    """Says the same of an unknown name, a wrong password and an account that is switched off."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}

    def get_invalid_login_error(self):
        if getattr(self.request, "axes_locked_out", False):
            minutes = settings.AXES_COOLOFF_TIME.seconds // 60
            return ValidationError(LOCKED.format(minutes=minutes))
        return super().get_invalid_login_error()


class CodeForm(forms.Form):
    """The code of the app, or one for emergencies. Afterwards `device` is what it came from."""

    code = forms.CharField(
        label="Bestätigungscode",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True}),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user

    def source(self, code):
        if re.fullmatch(r"[0-9]{6}", code):
            return TOTPDevice.objects.filter(user=self.user, confirmed=True).first()
        return StaticDevice.objects.filter(user=self.user).first()

    def clean_code(self):
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        source = self.source(code)
        if not source:
            raise ValidationError(WRONG_CODE)
        is_allowed, reason = source.verify_is_allowed()
        if not is_allowed:
            raise ValidationError(TOO_MANY_CODES.format(until=localtime(reason["locked_until"])))
        self.device = verify_token(self.user, source.persistent_id, code)
        if not self.device:
            raise ValidationError(WRONG_CODE)
        return code


class FirstCodeForm(CodeForm):
    """The first code of an app that is being set up."""

    def __init__(self, *args, key, **kwargs):
        super().__init__(*args, **kwargs)
        self.key = key

    def source(self, code):
        new = {"user": self.user, "key": self.key, "confirmed": False}
        return TOTPDevice.objects.get_or_create(**new, defaults={"name": "App"})[0]


class ForgottenForm(PasswordResetForm):
    """Counts what is asked for, whether there is such an account or not."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        email = self.cleaned_data.get("email")
        if email and is_too_often(self.request, email):
            raise ValidationError(TOO_OFTEN, code="too_often")
        return self.cleaned_data

    def send_mail(self, *args, **kwargs):
        # Beside the answer: an address with an account would else take longer than one without.
        Thread(target=super().send_mail, args=args, kwargs=kwargs, name=MAILING).start()
