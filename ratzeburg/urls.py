from django.contrib import admin
from django.urls import include, path

from ratzeburg import feeds, page_views, sitemaps, views
from ratzeburg.models import InfoPage
from ratzeburg.search_views import SearchPage

urlpatterns = [
    path("", views.Start.as_view(), name="start"),
    path("suche/", SearchPage.as_view(), name="search"),
    path("", include("goals.urls")),
    path("", include("districts.urls")),
    path("", include("measures.urls")),
    path("neues/feed.atom", feeds.Feed.as_view(), name="feed"),
    path("stadtteile/<slug:slug>/feed.atom", feeds.PlaceFeed.as_view(), name="place-feed"),
    path("ziele/<goal_code:code>/feed.atom", feeds.GoalFeed.as_view(), name="goal-feed"),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap, name="sitemap-part"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("", include("ratzeburg.open_data.urls")),
    path("", include("ratzeburg.signin.urls")),
    path("impressum/", page_views.LegalPage.as_view(slug=InfoPage.Slug.IMPRINT), name="imprint"),
    path("datenschutz/", page_views.LegalPage.as_view(slug=InfoPage.Slug.PRIVACY), name="privacy"),
    path(
        "barrierefreiheit/",
        page_views.LegalPage.as_view(slug=InfoPage.Slug.ACCESSIBILITY),
        name="accessibility",
    ),
    path("leichte-sprache/", page_views.EasyLanguage.as_view(), name="easy-language"),
    path("admin/handbuch/", admin.site.admin_view(views.handbook), name="handbook"),
    path("admin/handbuch/<slug:name>/", admin.site.admin_view(views.handbook), name="handbook"),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
]
