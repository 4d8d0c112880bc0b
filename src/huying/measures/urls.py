"""The addresses of measures and what serves them."""

from django.urls import path

from .pages import appeals, checking, colours, desk, field, mine
from .place_urls import urlpatterns as places

urlpatterns = [
    *places,
    path("status/", mine.status, name="measure_status"),
    path("status/colours/", colours.colours, name="measure_colours"),
    path("check/<str:code>/", checking.check, name="measure_check"),
    path("measure/appeal/<str:code>/", mine.appeal_mine, name="measure_appeal_mine"),
    path("measure/<str:code>/", mine.mine, name="measure_mine"),
    path("measure/<str:code>/report/", mine.report, name="measure_report"),
    path("measure/<str:code>/need/", mine.need, name="measure_need"),
    path("measure/<str:code>/appeal/", mine.appeal, name="measure_appeal"),
    path("measure/<str:code>/read/", mine.read, name="measure_read"),
    path("measure/<str:code>/notice.pdf", mine.notice, name="measure_notice"),
    path("field/measures/", field.field_measures, name="field_measures"),
    path("field/measures/names/", field.field_names, name="field_names"),
    path("measures/", desk.measures, name="measures"),
    path("measures/new/", desk.measure_new, name="measure_new"),
    path("measures/together/", desk.together, name="measures_together"),
    path("measures/figures/", desk.figures, name="measure_figures"),
    path("measures/appeals/", appeals.appeals, name="measure_appeals"),
    path("measures/appeals/new/", appeals.appeal_new, name="measure_appeal_new"),
    path("measures/<str:code>/contact/", desk.contact, name="measure_contact"),
    path("measures/<str:code>/notice.pdf", desk.notice, name="measure_paper"),
]
