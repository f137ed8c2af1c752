"""All public pages for search engines, and what these may leave alone."""

from django.db.models import CharField, F, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Greatest
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.views.decorators.http import require_safe

from districts.models import District, Indicator, Offer, Organisation
from goals.addresses import absolute
from goals.models import Example, Goal
from measures.models import Measure, ProgressReport, StatusReport

MOST = 50_000  # addresses in one file, as the protocol allows
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
LISTS = (
    "start",
    "goal-tree",
    "district-list",
    "offer-list",
    "offer-calendar",
    "suggest-offer",
    "organisation-list",
    "measure-list",
    "status-report",
    "coverage",
    "frozen-report-list",
    "indicator-list",
    "document-list",
    "example-list",
    "suggestion-answers",
    "open-data",
    "imprint",
    "privacy",
    "accessibility",
    "report-barrier",
    "easy-language",
)
# What is of no use in a search: staff's pages, and lists with filters, which never end.
ROBOTS = """\
User-agent: *
Disallow: /admin/
Disallow: /anmelden/
Disallow: /abmelden/
Disallow: /*?
Allow: /*?sprache=leicht$

Sitemap: {sitemap}
"""


def rows():
    """(name of the address, its key, time of the last change) of each page of a thing, in order."""
    reported = ProgressReport.objects.published().up_to().filter(measure=OuterRef("pk"))
    newest = Subquery(reported.order_by("-pk").values("created_at")[:1])
    measures = Measure.objects.public().annotate(
        told_at=Greatest("changed_at", Coalesce(newest, "changed_at"))
    )
    kinds = {
        "goal": (Goal.objects.public(), "code", "changed_at"),
        "district": (District.objects.public(), "slug", "changed_at"),
        "offer": (Offer.objects.public(), "slug", "changed_at"),
        "organisation": (Organisation.objects.published(), "slug", "changed_at"),
        "indicator": (Indicator.objects.published(), "slug", "changed_at"),
        "example": (Example.objects.published(), "slug", "changed_at"),
        "measure": (measures, "slug", "told_at"),
        "frozen-report": (StatusReport.objects.visible(is_internal=False), "pk", "made_at"),
    }
    first, *others = (
        found.order_by()
        .annotate(
            page=Value(page, CharField()),
            known_as=Cast(key, CharField(max_length=100)),
            at=F(changed),
        )
        .values_list("page", "known_as", "at")
        for page, (found, key, changed) in kinds.items()
    )
    return first.union(*others, all=True)


@require_safe
def sitemap(request, number=None):
    """One file with all addresses; where these are too many, a list of numbered files."""
    found = rows()
    files = -(-(len(LISTS) + found.count()) // MOST)
    if number is None and files > 1:
        numbers = range(1, files + 1)
        places = [(reverse("sitemap-part", args=[number]), None) for number in numbers]
        return answer(request, "sitemapindex", "sitemap", places)
    if number is not None and not (files > 1 and 1 <= number <= files):
        raise Http404
    # The lists come first.
    end = (number or 1) * MOST - len(LISTS)
    pages = [] if number and number > 1 else [(reverse(name), None) for name in LISTS]
    paths = {}  # asking for each address would take most of the time
    start = max(end - MOST, 0)
    for name, key, changed in found.order_by("page", "known_as")[start:end]:
        if name not in paths:
            paths[name] = reverse(name, args=["1"]).removesuffix("1/")
        pages.append((f"{paths[name]}{key}/", changed))
    return answer(request, "urlset", "url", pages)


def answer(request, document, element, places):
    """The XML of [(path, time of the last change or None), …]."""
    lines = [f'<?xml version="1.0" encoding="UTF-8"?>\n<{document} xmlns="{NAMESPACE}">']
    host = absolute("/", request).removesuffix("/")
    for path, changed in places:
        time = timezone.localtime(changed).isoformat(timespec="seconds") if changed else ""
        lastmod = f"<lastmod>{time}</lastmod>" if time else ""
        lines.append(f"<{element}><loc>{escape(host + path)}</loc>{lastmod}</{element}>")
    lines.append(f"</{document}>\n")
    return HttpResponse("\n".join(lines), content_type="application/xml")


@require_safe
def robots(request):
    text = ROBOTS.format(sitemap=absolute(reverse("sitemap"), request))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
