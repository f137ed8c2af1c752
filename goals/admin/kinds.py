from django.contrib import admin
from django.utils import timezone


class KindFilter(admin.SimpleListFilter):
    """Narrows a list to one of several named kinds of rows."""

    kinds = {}  # value in the address → (word, function that narrows a queryset for a day)

    def lookups(self, request, model_admin):
        return [(value, word) for value, (word, _) in self.kinds.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.kinds:
            return queryset
        _, narrow = self.kinds[self.value()]
        return narrow(queryset, timezone.localdate())
