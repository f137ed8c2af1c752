"""What the filterable lists of all apps share."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django_filters.views import FilterView


class FilteredPage(FilterView):
    """A page with filters as GET parameters; parameters that it does not know are ignored."""

    def get_filterset_kwargs(self, filterset_class):
        # An address without parameters is a valid choice too: that of everything.
        return super().get_filterset_kwargs(filterset_class) | {"data": self.request.GET}

    def get_context_data(self, **kwargs):
        given = {name: self.request.GET.get(name, "").strip() for name in self.filterset.filters}
        chosen = {name: value for name, value in given.items() if value}
        return super().get_context_data(query=urlencode(chosen), is_filtered=bool(chosen), **kwargs)


class Paged:
    """25 rows to a page; a number that there is no page for shows the nearest one."""

    paginate_by = 25

    def paginate_queryset(self, queryset, page_size):
        paginator = Paginator(queryset, page_size)
        page = paginator.page(nearest(self.request.GET.get("page", ""), paginator.num_pages))
        return paginator, page, page.object_list, page.has_other_pages()


class FilteredList(Paged, FilteredPage):
    """A list with filters."""


def nearest(number, last):
    try:
        return min(max(int(number), 1), last)
    except ValueError:
        return 1
