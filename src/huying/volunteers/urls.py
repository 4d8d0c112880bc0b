"""The addresses of volunteering: `/volunteer/` on the phone, `/volunteers/` at the desk."""

from django.urls import path

from .pages import desk, joining, me, musters, orders, phone

urlpatterns = [
    path("volunteer/", phone.home, name="volunteer_home"),
    path("volunteer/join/", joining.join, name="volunteer_join"),
    path("volunteer/join/<str:code>/", joining.joining, name="volunteer_joining"),
    path("volunteers/joining/<str:code>/contact/", joining.applicant, name="volunteer_applicant"),
    path("volunteer/o/<str:code>/", phone.order, name="volunteer_order"),
    path("volunteer/o/<str:code>/contact/", phone.contact, name="volunteer_contact"),
    path("volunteer/o/<str:code>/do/<slug:act>/", phone.do, name="volunteer_do"),
    path("volunteer/me/", me.me, name="volunteer_me"),
    path("volunteer/me/standing/", me.stand, name="volunteer_stand"),
    path("volunteer/me/certificate/", me.certify, name="volunteer_certify"),
    path("volunteer/here/", me.here, name="volunteer_here"),
    path("volunteer/leave/", me.leave, name="volunteer_leave"),
    path("volunteer/claim/", me.claim, name="volunteer_claim"),
    path("volunteer/calls/", musters.musters, name="volunteer_musters"),
    path("volunteer/calls/<str:code>/", musters.muster_answer, name="volunteer_muster_answer"),
    path("volunteers/calls/new/", musters.muster_new, name="muster_new"),
    path("volunteers/", desk.volunteers, name="volunteers"),
    path("volunteers/new/", desk.volunteer_new, name="volunteer_new"),
    path("volunteers/hours/", desk.hours, name="volunteer_hours"),
    path("volunteers/hours/<int:pk>/", desk.hours_confirm, name="volunteer_hours_confirm"),
    path("volunteers/figures/", desk.figures, name="volunteer_figures"),
    path("volunteers/turnouts.<str:fmt>", desk.turnouts_out, name="volunteer_turnouts"),
    path("volunteers/certificates/<str:number>.pdf", desk.certificate, name="certificate"),
    path("volunteers/orders/new/", orders.order_new, name="order_new"),
    path("volunteers/orders/<str:code>/contact/", orders.order_contact, name="order_contact"),
    path("volunteers/photos/<str:name>", orders.proof, name="order_proof"),
    path("volunteers/<int:pk>/", desk.volunteer_one, name="volunteer_one"),
    path("volunteers/<int:pk>/phone/", desk.volunteer_phone, name="volunteer_phone"),
    path("volunteers/<int:pk>/certificate/", desk.certify, name="volunteer_one_certify"),
]
