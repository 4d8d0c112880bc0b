"""Changing the tree of places."""

from .areas import area_create, area_rename, area_update
from .divisions import divisions_count, divisions_load
from .loading import Loaded, areas_load

__all__ = (
    "Loaded",
    "area_create",
    "area_rename",
    "area_update",
    "areas_load",
    "divisions_count",
    "divisions_load",
)
