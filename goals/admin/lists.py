"""What the lists of the admin take from outside: an address, and the rows that are chosen."""

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters

from goals.numbers import is_number

ENDS = ("", "__exact", "__id__exact", "__isnull")  # what a filter puts behind the name of a field


class SafeLists:
    """Leaves out what the list does not offer; Django hands all of it to the database."""

    linked_by = ()  # relations, beside the filters, by which pages link to a part of the list

    def lookup_allowed(self, lookup, value, request):
        filters = (*self.get_list_filter(request), *self.linked_by)
        names = {getattr(one, "parameter_name", one) for one in filters}
        # PostgreSQL refuses a NUL with an error.
        if lookup not in {name + end for name in names for end in ENDS} or "\0" in value:
            raise IncorrectLookupParameters(lookup)  # leads to the list without parameters
        return True

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST":
            chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
            request.POST = request.POST.copy()
            request.POST.setlist(ACTION_CHECKBOX_NAME, [pk for pk in chosen if is_number(pk)])
        return super().changelist_view(request, extra_context)
