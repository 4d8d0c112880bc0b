"""The addresses of travellers: `/declare/` and `/at/` for everybody, `/arrivals/` and beside it for staff."""

from django.urls import path

from .pages import arrivals, declaring, landing, ledger, outreach, sites, survey

urlpatterns = [
    path("declare/", declaring.declare, name="declare"),
    path("declare/<str:code>/", declaring.mine, name="declare_mine"),
    path("declare/<str:code>/receipt/", declaring.receipt, name="declare_receipt"),
    path("declare/<str:code>/correct/", declaring.correction, name="declare_correct"),
    path("declare/<str:code>/do/<slug:act>/", declaring.do, name="declare_do"),
    path("at/<str:code>/", sites.at_site, name="at_site"),
    path("at/<str:code>/declare/", sites.at_site_declare, name="at_site_declare"),
    path("at/<str:code>/survey/<str:survey>/", survey.at_survey, name="at_survey"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals.<str:fmt>", arrivals.arrivals_out, name="arrivals_out"),
    path("arrivals/new/", arrivals.arrival_new, name="arrival_new"),
    path("arrivals/several/", sites.several, name="arrivals_several"),
    path("arrivals/changed/", arrivals.arrivals_changed, name="arrivals_changed"),
    path("arrivals/<str:code>/slip/", arrivals.arrival_slip, name="arrival_slip"),
    path("arrivals/<str:code>/contact/", arrivals.arrival_contact, name="arrival_contact"),
    path("arrivals/<str:code>/correct/", arrivals.arrival_correct, name="arrival_correct"),
    path("hosts/", sites.sites, name="hosts"),
    path("hosts/new/", sites.site_new, name="host_new"),
    path("hosts/<str:code>/", sites.site, name="host"),
    path("hosts/<str:code>/survey/", survey.survey_new, name="survey_new"),
    path("surveys/<str:code>/", survey.survey_desk, name="survey_desk"),
    path("landing/", landing.landing, name="landing"),
    path("returnees/", ledger.returnees, name="returnees"),
    path("returnees/new/", ledger.returnee_new, name="returnee_new"),
    path("returnees/roster/", ledger.roster, name="returnees_roster"),
    path("returnees/<int:pk>/", ledger.returnee, name="returnee"),
    path("outreach/", outreach.outreach, name="outreach"),
    path("outreach/poster.pdf", outreach.poster, name="outreach_poster"),
    path("outreach/doors/", outreach.doors, name="outreach_doors"),
    path("outreach/doors/posted/", outreach.door_posted, name="outreach_door"),
    path("inspections/", outreach.inspections, name="inspections"),
]
