"""The addresses of the pages about notices."""

from django.urls import path

from . import pages, settings_pages

urlpatterns = [
    path("notices/", pages.notices, name="notices"),
    path("notices/read/", pages.read_all, name="notices_read"),
    path("notices/wishes/", pages.wishes, name="wishes"),
    path("notices/<int:notice_id>/", pages.notice, name="notice"),
    path("settings/robots/", settings_pages.robots, name="robots"),
    path("settings/robots/new/", settings_pages.robot_add, name="robot_add"),
    path("settings/robots/<int:robot_id>/test/", settings_pages.robot_try, name="robot_test"),
    path("settings/robots/<int:robot_id>/switch/", settings_pages.robot_set, name="robot_switch"),
    path("settings/notices/failed/", settings_pages.failures, name="failures"),
    path("settings/notices/failed/<int:notice_id>/again/", settings_pages.again, name="notice_again"),
    path("settings/notices/shown/", settings_pages.shown, name="shown"),
]
pages.doors()
