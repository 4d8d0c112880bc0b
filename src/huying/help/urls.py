"""The addresses of calls for help."""

from django.urls import path

from .pages import asking, media, mine, staff

urlpatterns = [
    path("ask/", asking.ask, name="help_ask"),
    path("emergency/", asking.emergency, name="help_emergency"),
    path("mine/<str:code>/", mine.mine, name="help_mine"),
    path("mine/<str:code>/receipt/", mine.receipt, name="help_receipt"),
    path("mine/<str:code>/photo/", mine.photo_new, name="help_mine_photo"),
    path("mine/<str:code>/do/<slug:act>/", mine.do, name="help_mine_do"),
    path("contact/<str:code>/", staff.contact, name="help_contact"),
    path("photos/<str:name>", media.photo, name="help_photo"),
]
