"""The addresses of zones and what serves them: `/zones/` at the desk, `/zones/public/` for everybody."""

from django.urls import path

from .pages import zones, zones_new, zones_public

urlpatterns = [
    path("zones/", zones.zones, name="zones"),
    path("zones/new/", zones_new.zone_new, name="zone_new"),
    path("zones/public/", zones_public.zones_public, name="zones_public"),
    path("zones/public/<str:code>/", zones_public.zone_public, name="zone_public"),
    path("zones/<str:code>/", zones.zone, name="zone"),
    path("zones/<str:code>/poster.pdf", zones.poster, name="zone_poster"),
]
