"""The demo city's app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A fictional city, loaded once into an empty database."""

    name = "huying.demo"
    label = "demo"
