from django.urls import path

from measures import coverage_views, frozen_views, taking_part, views

urlpatterns = [
    path("massnahmen/", views.MeasureList.as_view(), name="measure-list"),
    path("massnahmen/<slug:slug>/", views.MeasureDetail.as_view(), name="measure"),
    path(
        "massnahmen/<slug:slug>/rueckmeldung/",
        taking_part.CommentMeasure.as_view(),
        name="comment-measure",
    ),
    path("was-daraus-wurde/", taking_part.Answers.as_view(), name="suggestion-answers"),
    path("danke/<slug:number>/", taking_part.Receipt.as_view(), name="suggestion-received"),
    path("statusbericht/", views.StatusReportView.as_view(), name="status-report"),
    path("abdeckung/", coverage_views.CoverageView.as_view(), name="coverage"),
    path(
        "abdeckung/<str:code>/<slug:slug>/",
        coverage_views.CellView.as_view(),
        name="coverage-cell",
    ),
    path("statusberichte/", frozen_views.FrozenReportList.as_view(), name="frozen-report-list"),
    path("statusberichte/<int:pk>/", frozen_views.FrozenReport.as_view(), name="frozen-report"),
    path(
        "statusberichte/<int:pk>.<slug:format>",
        frozen_views.FrozenReportFile.as_view(),
        name="frozen-report-file",
    ),
    path(
        "statusberichte/<int:pk>/vergleich/<int:other>/",
        frozen_views.Comparison.as_view(),
        name="frozen-report-comparison",
    ),
]
