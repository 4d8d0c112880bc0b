"""The addresses of lists: `/field/check/` on the phone, `/lists/` at the desk."""

from django.urls import path

from .pages import boards, field, front, letters, lists, matching

urlpatterns = [
    path("field/check/", field.check_tasks, name="check_tasks"),
    path("field/check/names/", field.check_names, name="check_names"),
    path("field/check/<str:code>/", field.check_task, name="check_task"),
    path("field/check/<str:code>/contact/", field.check_contact, name="check_contact"),
    path("field/check/<str:code>/do/<slug:act>/", field.check_do, name="check_do"),
    path("lists/", lists.lists, name="lists"),
    path("lists/new/", lists.list_new, name="list_new"),
    path("lists/wall/", boards.list_wall, name="list_wall"),
    path("lists/balance/", boards.list_balance, name="list_balance"),
    path("lists/balance.<str:fmt>", boards.list_balance_out, name="list_balance_out"),
    path("lists/workload/", front.front_workload, name="front_workload"),
    path("lists/tracks/", front.front_tracks, name="front_tracks"),
    path("lists/shift/", boards.shift, name="shift"),
    path("lists/shift/<int:pk>/", boards.shift_one, name="shift_one"),
    path("lists/shift/<int:pk>/take/", boards.shift_taken, name="shift_taken"),
    path("lists/matching/", matching.matching, name="matching"),
    path("lists/matching/<str:code>/", matching.match, name="match"),
    path("lists/out/", letters.out_letters, name="out_letters"),
    path("lists/out/<str:number>/", letters.out_letter, name="out_letter"),
    path("lists/out/<str:number>/paper.<str:fmt>", letters.out_letter_paper, name="out_letter_paper"),
    path("lists/<str:code>/", lists.list_one, name="list"),
    path("lists/<str:code>/add/", lists.list_add, name="list_add"),
    path("lists/<str:code>/reply/", letters.reply, name="reply"),
    path("lists/<str:code>/reply.<str:fmt>", letters.reply_paper, name="reply_paper"),
]
