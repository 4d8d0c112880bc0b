"""The addresses of this app; each of its rooms tells its own."""

from .place_urls import urlpatterns as places

urlpatterns = [*places]
