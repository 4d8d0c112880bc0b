"""The addresses of daily rounds: `/field/daily/` on the phone, `/daily/` at the desk."""

from django.urls import path

from .pages import rounds

urlpatterns = [
    path("field/daily/", rounds.round_field, name="round_field"),
    path("field/daily/names/", rounds.round_names, name="round_names"),
    path("field/daily/<int:pk>/", rounds.round_door, name="round_door"),
    path("field/daily/<int:pk>/answer/", rounds.round_answer, name="round_answer"),
    path("daily/", rounds.rounds, name="rounds"),
    path("daily.<str:fmt>", rounds.rounds_out, name="rounds_out"),
]
