from django.contrib import admin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

# The second factor's own pages show its secrets, and speak English; what is needed of them is an
# action on accounts.
admin.site.unregister((Group, User, StaticDevice, TOTPDevice))

from ratzeburg.admin import account, group, page  # noqa: E402, F401 - register in the freed places
