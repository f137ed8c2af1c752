from django.urls import path

from districts import views

urlpatterns = [
    path("stadtteile/", views.DistrictList.as_view(), name="district-list"),
    path("stadtteile/<slug:slug>/", views.DistrictDetail.as_view(), name="district"),
    path("angebote/", views.OfferList.as_view(), name="offer-list"),
    path("angebote/<slug:slug>/", views.OfferDetail.as_view(), name="offer"),
]
