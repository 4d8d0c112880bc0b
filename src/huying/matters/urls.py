"""Addresses of the engine's pages."""

from django.urls import path

from . import pages

urlpatterns = [
    path("desk/", pages.desk, name="desk"),
    path("m/<str:code>/", pages.matter_page, name="matter"),
    path("m/<str:code>/<slug:act>/", pages.act_page, name="act"),
]
