"""The addresses of zones and what serves them: `/zones/` at the desk, `/zones/public/` for everybody."""

from django.urls import path

from .pages import loops, sites, teams, transfers, upkeep, zones, zones_new, zones_public

urlpatterns = [
    path("zones/", zones.zones, name="zones"),
    path("zones/new/", zones_new.zone_new, name="zone_new"),
    path("zones/public/", zones_public.zones_public, name="zones_public"),
    path("zones/public/<str:code>/", zones_public.zone_public, name="zone_public"),
    path("zones/<str:code>/", zones.zone, name="zone"),
    path("zones/<str:code>/poster.pdf", zones.poster, name="zone_poster"),
    path("sites/", sites.sites, name="sites"),
    path("sites/new/", sites.site_new, name="site_new"),
    path("sites/<int:pk>/", sites.site, name="site"),
    path("sites/rooms/<int:pk>/turn/", sites.room_turn, name="room_turn"),
    path("sites/rooms/<int:pk>/resets/", sites.resets, name="room_resets"),
    path("sites/stays/<int:pk>/end/", sites.stay_end, name="stay_end"),
    path("sites/staff/<int:pk>/end/", sites.staff_end, name="site_staff_end"),
    path("loops/new/", loops.loop_new, name="loop_new"),
    path("loops/<str:code>/", loops.loop, name="loop"),
    path("loops/<str:code>/do/<slug:act>/", loops.loop_do, name="loop_do"),
    path("upkeep/", upkeep.upkeep, name="upkeep"),
    path("upkeep/new/", upkeep.upkeep_new, name="upkeep_new"),
    path("teams/", teams.teams, name="teams"),
    path("teams/gaps/", teams.gaps, name="team_gaps"),
    path("teams/new/", teams.team_new, name="team_new"),
    path("teams/mine/", teams.team_mine, name="team_mine"),
    path("teams/<int:pk>/end/", teams.team_end, name="team_end"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/new/", transfers.transfer_new, name="transfer_new"),
    path("transfers/<str:code>/", transfers.transfer, name="transfer"),
    path("transfers/<str:code>/people/", transfers.transfer_people, name="transfer_people"),
    path("transfers/<str:code>/do/<slug:act>/", transfers.transfer_do, name="transfer_do"),
]
