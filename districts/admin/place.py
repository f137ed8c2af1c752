from django.contrib import admin

from districts.admin.merge import MergePage
from districts.admin.outline_upload import OutlineUpload
from districts.models import District
from districts.resources import DistrictResource
from goals.admin.easy import ChecksText
from goals.admin.exchange import ExchangeAdmin
from goals.admin.tree import TreeAdmin


@admin.register(District)
class DistrictAdmin(ChecksText, OutlineUpload, ExchangeAdmin, MergePage, TreeAdmin):
    resource_classes = (DistrictResource,)
    list_display = ("tree_actions", "indented_title", "kind", "is_published")
    list_filter = ("is_published", "kind")
    prepopulated_fields = {"slug": ("name",)}
    fieldsets = (
        (None, {"fields": ("name", "slug", "kind", "parent", "aliases", "is_published")}),
        ("Texte", {"fields": ("text", "easy_text", "easy_checked_on", "contact")}),
        ("Karte", {"fields": ("latitude", "longitude", "outline")}),
        ("Quelle", {"fields": ("source_url", "source_date", "confirmed_on")}),
    )
