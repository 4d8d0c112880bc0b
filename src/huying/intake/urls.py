"""The addresses of imports."""

from django.urls import path

from . import pages

urlpatterns = [
    path("imports/", pages.import_list, name="imports"),
    path("imports/new/", pages.import_new, name="import_new"),
    path("imports/<int:number>/", pages.import_page, name="import"),
    path("imports/<int:number>/check/", pages.import_check, name="import_check"),
    path("imports/<int:number>/stop/", pages.import_act, {"act": "stop"}, name="import_stop"),
    path("imports/<int:number>/go-on/", pages.import_act, {"act": "go_on"}, name="import_go_on"),
    path("imports/<int:number>/rejected.<str:fmt>", pages.import_rejected, name="import_rejected"),
    path("imports/<int:number>/rows/<int:row>/", pages.import_row, name="import_row"),
]
