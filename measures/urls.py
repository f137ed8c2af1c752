from django.urls import path

from measures import coverage_views, frozen_views, views

urlpatterns = [
    path("massnahmen/", views.MeasureList.as_view(), name="measure-list"),
    path("massnahmen/<slug:slug>/", views.MeasureDetail.as_view(), name="measure"),
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
