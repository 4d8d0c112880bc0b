"""The addresses of rosters: `/duty/`."""

from django.urls import path

from . import pages

urlpatterns = [
    path("duty/", pages.duty, name="duty"),
    path("duty/mine/", pages.duty_mine, name="duty_mine"),
    path("duty/turns/<int:pk>/here/", pages.duty_here, name="duty_here"),
    path("duty/turns/<int:pk>/swap/", pages.duty_swap, name="duty_swap"),
    path("duty/turns/<int:pk>/off/", pages.duty_off, name="duty_off"),
    path("duty/swaps/<int:pk>/", pages.duty_swap_answer, name="duty_swap_answer"),
    path("duty/shifts/<int:pk>/end/", pages.duty_pattern_end, name="duty_pattern_end"),
    path("duty/<str:unit>/<str:area>/", pages.duty_plan, name="duty_plan"),
    path("duty/<str:unit>/<str:area>/put/", pages.duty_put, name="duty_put"),
    path("duty/<str:unit>/<str:area>/copy/", pages.duty_copy, name="duty_copy"),
    path("duty/<str:unit>/<str:area>/week.<str:fmt>", pages.duty_out, name="duty_out"),
]
