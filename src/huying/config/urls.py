"""Which address shows which page."""

from django.urls import URLPattern, URLResolver, path

from huying.base import pages as look_pages

handler400 = look_pages.bad_request
handler403 = look_pages.forbidden
handler404 = look_pages.not_found
handler500 = look_pages.failed

urlpatterns: list[URLPattern | URLResolver] = [
    path("look/", look_pages.look, name="look"),
    path("look/places/", look_pages.place_steps, name="place_steps"),
]
