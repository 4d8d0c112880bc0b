"""Addresses of the home page, the public figures and the wall."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.home, name="home"),
    path("figures/", pages.figures, name="figures"),
    path("desk/figures/", pages.area_figures, name="area_figures"),
    path("command/", pages.wall, name="command"),
]
