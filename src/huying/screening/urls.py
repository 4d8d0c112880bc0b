"""The addresses of screening."""

from . import urls_lists

urlpatterns = [*urls_lists.urlpatterns]
