from django.contrib import admin

from districts.models import Organisation
from districts.resources import OrganisationResource
from goals.admin.base import PublishableAdmin
from goals.admin.exchange import ExchangeAdmin


@admin.register(Organisation)
class OrganisationAdmin(ExchangeAdmin, PublishableAdmin):
    resource_classes = (OrganisationResource,)
    list_display = ("name", "phone", "email", "publication")
    prepopulated_fields = {"slug": ("name",)}
