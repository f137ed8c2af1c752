from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.views.generic import TemplateView

from goals.listing import Paged, nearest
from ratzeburg.excerpts import excerpt, marked
from ratzeburg.search import LONGEST, Search
from ratzeburg.search_kinds import KINDS


@dataclass
class Hit:
    """One hit as the page shows it; title and text are [(piece, is it a hit), …]."""

    label: str
    title: list
    url: str
    text: list
    notes: list


@dataclass
class Choice:
    """A kind to which the hits may be narrowed, or all of them."""

    label: str
    count: int
    is_more: bool  # than are counted
    query: str
    is_chosen: bool


class SearchPage(TemplateView):
    template_name = "ratzeburg/search.html"

    def get_context_data(self, **kwargs):
        # What cannot be typed cannot be meant.
        typed = "".join(char if char.isprintable() else " " for char in self.asked("q"))
        search = Search(" ".join(typed.split()))
        kind = next((kind for kind in search.counts if kind.name == self.asked("art")), None)
        hits = [hit for hit in search.hits if kind in (None, hit[0])]
        paginator = Paginator(hits, Paged.paginate_by)
        page = paginator.page(nearest(self.asked("page"), paginator.num_pages))
        return super().get_context_data(
            search=search,
            is_cut=len(" ".join(typed.split())) > LONGEST,
            kind=kind,
            is_more=kind in search.crowded if kind else bool(search.crowded),
            choices=choices(search, kind),
            page_obj=page,
            query=address(search, kind),
            hits=shown(page.object_list, search.query),
            **kwargs,
        )

    def asked(self, name):
        return self.request.GET.get(name, "")


def choices(search, chosen):
    """[Choice, …] where there is more than one kind of hits."""
    if len(search.counts) < 2:
        return []
    everything = Choice("Alle", len(search.hits), bool(search.crowded), address(search), not chosen)
    return [everything] + [
        Choice(kind.plural, count, kind in search.crowded, address(search, kind), kind is chosen)
        for kind, count in search.counts.items()
    ]


def address(search, kind=None):
    """The parameters of a page of hits."""
    return urlencode({"q": search.text} | ({"art": kind.name} if kind else {}))


def shown(hits, query):
    """[Hit, …] of [(kind, pk), …]; all are read in one query."""
    kinds = {kind: [pk for other, pk in hits if other is kind] for kind, _ in hits}
    if not kinds:
        return []
    width = max(kind.width for kind in kinds)
    first, *others = (kind.rows(pks, width) for kind, pks in kinds.items())
    rows = {
        (KINDS[number], pk): KINDS[number].row(pk, values)
        for number, pk, *values in first.union(*others, all=True)
    }
    # What is gone since the hits were sought is left out.
    return [hit_of(kind, rows[kind, pk], query) for kind, pk in hits if (kind, pk) in rows]


def hit_of(kind, row, query):
    title = kind.title(row)
    texts = [getattr(row, name) for name in kind.texts]
    return Hit(
        label=kind.label_of(row),
        title=marked(title, query),
        url=row.get_absolute_url(),
        text=excerpt([text for text in texts if text != title], query),
        notes=[note for note in kind.notes(row) if note],
    )
