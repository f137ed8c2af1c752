from django.urls import path

from ratzeburg.open_data import views

urlpatterns = [
    path("daten/", views.OpenData.as_view(), name="open-data"),
    path("daten/katalog.ttl", views.catalogue_file, name="catalogue"),
    path("daten/<slug:dataset>.schema.json", views.schema, name="open-data-schema"),
    path(
        "daten/<slug:dataset>.csv-metadata.json", views.csv_metadata, name="open-data-csv-metadata"
    ),
    path("daten/<slug:dataset>.<slug:format>", views.data_file, name="open-data-file"),
]
