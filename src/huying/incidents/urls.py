"""The addresses of incidents: `/incidents/`."""

from django.urls import path

from . import pages

urlpatterns = [
    path("incidents/", pages.incidents, name="incidents"),
    path("incidents/new/", pages.incident_new, name="incident_new"),
    path("incidents/<str:code>/record.pdf", pages.incident_record, name="incident_record"),
]
