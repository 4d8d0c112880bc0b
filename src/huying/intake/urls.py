"""The addresses of imports and of Open311."""

from django.urls import path

from . import pages
from .open311 import views as open311
from .risklists import pages as risk
from .risklists import pages_names as risk_names

urlpatterns = [
    path("imports/", pages.import_list, name="imports"),
    path("imports/new/", pages.import_new, name="import_new"),
    path("imports/<int:number>/", pages.import_page, name="import"),
    path("imports/<int:number>/check/", pages.import_check, name="import_check"),
    path("imports/<int:number>/stop/", pages.import_act, {"act": "stop"}, name="import_stop"),
    path("imports/<int:number>/go-on/", pages.import_act, {"act": "go_on"}, name="import_go_on"),
    path("imports/<int:number>/rejected.<str:fmt>", pages.import_rejected, name="import_rejected"),
    path("imports/<int:number>/rows/<int:row>/", pages.import_row, name="import_row"),
    path("risk/", risk.risk_list, name="risk_list"),
    path("risk/list.<str:fmt>", risk.risk_export, name="risk_export"),
    path("risk/changes/", risk.risk_changes, name="risk_changes"),
    path("risk/names/", risk.risk_names, name="risk_names"),
    path("risk/names/many/", risk_names.risk_names_many, name="risk_names_many"),
    path("risk/names/file/", risk_names.risk_names_file, name="risk_names_file"),
    path("risk/names/<int:number>/", risk.risk_name, name="risk_name"),
    path("risk/versions/", risk.risk_versions, name="risk_versions"),
    path("risk/versions/<int:number>/", risk.risk_version, name="risk_version"),
    path("risk/versions/<int:number>/aside/", risk_names.risk_version_aside, name="risk_version_aside"),
    path("risk/load/", risk.risk_load, name="risk_load"),
    path("open311/v2/openapi.json", open311.openapi, name="open311_openapi"),
    path("open311/v2/discovery.<str:fmt>", open311.discovery, name="open311_discovery"),
    path("open311/v2/services.<str:fmt>", open311.service_list, name="open311_services"),
    path("open311/v2/services/<str:code>.<str:fmt>", open311.service_definition, name="open311_service"),
    path("open311/v2/requests.<str:fmt>", open311.request_list, name="open311_requests"),
    path("open311/v2/requests/<str:number>.<str:fmt>", open311.request_one, name="open311_request"),
    path("open311/v2/tokens/<str:number>.<str:fmt>", open311.token, name="open311_token"),
    path("open311/v2/<path:rest>", open311.nothing, name="open311_nothing"),
]
