"""What is new as Atom feeds: of everything, of a place, of a goal."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import feedgenerator
from django.utils.decorators import method_decorator
from django.utils.html import linebreaks
from django.views.decorators.http import conditional_page
from django.views.generic import View

from districts.merge import successor_of
from districts.models import District
from goals.addresses import absolute
from goals.exchange.cells import NOT_IN_XML
from goals.models import Goal
from measures.report import AUTHOR
from ratzeburg.news import Scope

NAME = "Demografische Stadtplanung Ratzeburg"


class Atom(feedgenerator.Atom1Feed):
    def latest_post_date(self):
        """The newest entry's time; without entries not that of asking, or it would never rest."""
        return super().latest_post_date() if self.items else datetime.fromtimestamp(0, UTC)


@method_decorator(conditional_page, name="dispatch")
class Feed(View):
    """The newest 50 things that happened in public."""

    http_method_names = ("get", "head")

    def get(self, request):
        return self.answer("", "start", Scope.of_all())

    def answer(self, subject, page, scope, *key):
        """The feed about a subject that has a page; the name of its address tells it apart."""
        request = self.request
        feed = Atom(
            title=clean(f"{NAME}: Neues {subject}".strip()),
            link=absolute(reverse(page, args=key), request),
            description="",
            subtitle="Maßnahmen, Sachstände, Angebote und Einschätzungen, die neu sind.",
            language="de",
            author_name=AUTHOR,
            feed_url=absolute(request.path, request),
            feed_guid=self.tag(f"neues{reverse(page, args=key)}".rstrip("/")),
        )
        for news in scope.news():
            feed.add_item(
                title=clean(news.title),
                link=absolute(news.path, request),
                # Atom takes a summary for HTML: here every sign of it becomes text.
                description=linebreaks(clean(news.text), autoescape=True) if news.text else None,
                updateddate=news.at,
                unique_id=self.tag(news.key),
            )
        response = HttpResponse(content_type=feed.content_type)
        feed.write(response, "utf-8")
        return response

    def tag(self, key):
        """A name of the thing that it keeps when its page moves (RFC 4151)."""
        host = urlsplit(absolute("/", self.request)).hostname
        return f"tag:{host},2026:{key}"


class PlaceFeed(Feed):
    def get(self, request, slug):
        place = District.objects.public().filter(slug=slug).first()
        if place is None and (other := successor_of(slug)):
            return redirect("place-feed", other.slug, permanent=True)
        if place is None:
            raise Http404
        return self.answer(f"für {place.name}", "district", Scope.of_place(place), slug)


class GoalFeed(Feed):
    def get(self, request, code):
        goal = get_object_or_404(Goal.objects.public(), code=code)
        return self.answer(f"zu {goal.label}", "goal", Scope.of_goal(goal), code)


def clean(text):
    """Without the signs that no XML can hold."""
    return NOT_IN_XML.sub("", text)
