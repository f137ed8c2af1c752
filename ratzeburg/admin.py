from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

admin.site.site_title = admin.site.site_header = "Demografische Stadtplanung Ratzeburg"
admin.site.index_title = "Inhalte pflegen"


class ShortSearch:
    """Django makes a condition of every word; a pasted page of text would be too many."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, " ".join(search_term.split()[:10]))


admin.site.unregister((Group, User))


@admin.register(Group)
class ShortSearchGroupAdmin(ShortSearch, GroupAdmin):
    pass


@admin.register(User)
class ShortSearchUserAdmin(ShortSearch, UserAdmin):
    pass
