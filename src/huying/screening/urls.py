"""The addresses of screening."""

from . import urls_lists, urls_rounds, urls_travel

urlpatterns = [*urls_lists.urlpatterns, *urls_rounds.urlpatterns, *urls_travel.urlpatterns]
