"""Changing the tree of places."""

from .areas import area_create, area_rename, area_update
from .loading import Loaded, areas_load

__all__ = ("Loaded", "area_create", "area_rename", "area_update", "areas_load")
