"""The pages of the law, and the way into the portal in Leichte Sprache."""

from django.views.generic import ListView, TemplateView

from districts.models import District, Offer
from goals.listing import Paged
from goals.models import Goal
from goals.versions import plain
from ratzeburg.markup import as_html
from ratzeburg.models import InfoPage
from ratzeburg.pages import page_at, shipped


class LegalPage(TemplateView):
    template_name = "ratzeburg/legal_page.html"
    slug = None

    def get_context_data(self, **kwargs):
        return super().get_context_data(**shown(self.slug), **kwargs)


class EasyLanguage(Paged, ListView):
    """What the portal is and how one uses it, and everything that has a text in Leichte Sprache."""

    queryset = Offer.objects.public().exclude(easy_text="")
    template_name = "ratzeburg/easy_language.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **shown(InfoPage.Slug.EASY_LANGUAGE),
            goals=Goal.objects.public().exclude(easy_text="").in_tree_order(),
            places=District.objects.public().exclude(easy_text="").in_tree_order(),
            **kwargs,
        )


def shown(slug):
    page = page_at(slug)
    return {
        "page": page,
        "html": as_html(page.text),
        # A text that the programme brought has no day on which somebody of the town wrote it.
        "changed_at": page.changed_at if plain(page.text) != shipped(slug)["text"] else None,
    }
