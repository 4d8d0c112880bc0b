"""The addresses of people's pages."""

from django.urls import path

from .pages import audit, door, residents, seat, staff, tokens

urlpatterns = [
    path("seat/", seat.seat, name="seat"),
    path("seat/pledge/", seat.pledge, name="pledge"),
    path("seat/second-factor/", seat.second_factor, name="second_factor"),
    path("seat/cover/<int:pk>/", seat.cover, name="cover"),
    path("seat/cover/<int:pk>/end/", seat.cover_end, name="cover_end"),
    path("settings/staff/", staff.staff, name="staff"),
    path("settings/staff/new/", staff.staff_new, name="staff_new"),
    path("settings/staff/<int:pk>/", staff.staff_one, name="staff_one"),
    path("settings/staff/<int:pk>/post/", staff.post_new, name="post_new"),
    path("settings/staff/<int:pk>/over/", staff.staff_over, name="staff_over"),
    path("settings/staff/<int:pk>/link/", staff.staff_linked, name="staff_linked"),
    path("settings/posts/<int:pk>/end/", staff.post_over, name="post_over"),
    path("settings/posts/<int:pk>/key/", tokens.token_new, name="token_new"),
    path("settings/units/", staff.units, name="units"),
    path("settings/units/new/", staff.unit_edit, name="unit_new"),
    path("settings/units/<int:pk>/", staff.unit_edit, name="unit_one"),
    path("settings/keys/", tokens.tokens, name="tokens"),
    path("settings/keys/<int:pk>/revoke/", tokens.token_over, name="token_over"),
    path("settings/audit/", audit.audit_page, name="audit"),
    path("settings/audit.csv", audit.audit_csv, name="audit_csv"),
    path("staff/password/<str:uid>/<str:token>/", staff.staff_password, name="staff_password"),
    path("residents/", residents.residents, name="residents"),
    path("residents/find/", residents.find, name="residents_find"),
    path("residents/new/", residents.resident_edit, name="resident_new"),
    path("residents/<int:pk>/", residents.resident, name="resident"),
    path("residents/<int:pk>/edit/", residents.resident_edit, name="resident_edit"),
    path("track/", door.track, name="track"),
    path("track/code/", door.track_code, name="track_code"),
    path("track/mine/", door.track_mine, name="track_mine"),
    path("track/seen/", door.track_seen, name="track_seen"),
    path("track/leave/", door.track_leave, name="track_leave"),
    path("track/<str:code>/", door.track_printed, name="track_printed"),
]
