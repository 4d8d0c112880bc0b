"""The addresses of screening."""

from .urls_travel import urlpatterns

__all__ = ["urlpatterns"]
