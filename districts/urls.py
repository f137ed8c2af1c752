from django.urls import path

from districts import actor_views, calendar_views, document_views, figure_views, offer_views, views
from districts.suggestions import views as suggestions

urlpatterns = [
    path("stadtteile/", views.DistrictList.as_view(), name="district-list"),
    path("stadtteile/<slug:slug>/", views.DistrictDetail.as_view(), name="district"),
    path("stadtteile/<slug:slug>/aushang/", offer_views.PlaceNotice.as_view(), name="place-notice"),
    path("angebote/", offer_views.OfferList.as_view(), name="offer-list"),
    path("angebote/melden/", suggestions.SuggestOffer.as_view(), name="suggest-offer"),
    path("angebote/kalender/", calendar_views.OfferCalendar.as_view(), name="offer-calendar"),
    path("angebote/kalender.ics", calendar_views.offer_calendar_file, name="offer-calendar-file"),
    path(
        "angebote/<slug:slug>/termine.ics",
        calendar_views.offer_dates_file,
        name="offer-dates-file",
    ),
    path("angebote/<slug:slug>/", offer_views.OfferDetail.as_view(), name="offer"),
    path("akteure/", actor_views.OrganisationList.as_view(), name="organisation-list"),
    path("akteure/<slug:slug>/", actor_views.OrganisationDetail.as_view(), name="organisation"),
    path("kennzahlen/", figure_views.IndicatorList.as_view(), name="indicator-list"),
    path("kennzahlen/<slug:slug>/", figure_views.IndicatorDetail.as_view(), name="indicator"),
    path("dokumente/", document_views.DocumentList.as_view(), name="document-list"),
    path("dokumente/<int:pk>/<str:name>", document_views.document_file, name="document-file"),
    path(
        "angebote/<slug:slug>/fehler-melden/",
        suggestions.ReportOffer.as_view(),
        name="report-offer",
    ),
    path("barrierefreiheit/melden/", suggestions.ReportBarrier.as_view(), name="report-barrier"),
]
