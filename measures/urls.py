from django.urls import path

from measures import views

urlpatterns = [
    path("massnahmen/", views.MeasureList.as_view(), name="measure-list"),
    path("massnahmen/<slug:slug>/", views.MeasureDetail.as_view(), name="measure"),
    path("statusbericht/", views.StatusReportView.as_view(), name="status-report"),
]
