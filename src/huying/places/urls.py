"""The addresses of the open pages about places; the administrators' ones are made by `pages.routes`."""

from django.urls import path

from . import pages

urlpatterns = [path("places/pick/", pages.pick, name="places_pick")]
