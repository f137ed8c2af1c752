from django.contrib.auth.forms import AuthenticationForm

WRONG = "Benutzername oder Passwort stimmt nicht. Bitte auf Groß- und Kleinschreibung achten."


class SignInForm(AuthenticationForm):
    """Says the same of an unknown name, a wrong password and an account that is switched off."""

    error_messages = {"invalid_login": WRONG, "inactive": WRONG}
