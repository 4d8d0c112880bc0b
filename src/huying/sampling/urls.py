"""The addresses of specimens: `/specimens/` and `/lab/`."""

from django.urls import path

from . import pages

urlpatterns = [
    path("specimens/", pages.specimens, name="specimens"),
    path("specimens.<str:fmt>", pages.specimens_out, name="specimens_out"),
    path("specimens/new/", pages.specimen_new, name="specimen_new"),
    path("specimens/check/", pages.check_new, name="check_new"),
    path("specimens/sequencing/", pages.sequencing, name="sequencing"),
    path("specimens/<str:code>/contact/", pages.specimen_contact, name="specimen_contact"),
    path("lab/", pages.laboratory, name="laboratory"),
]
