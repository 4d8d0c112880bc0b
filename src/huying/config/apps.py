"""Django application: the wiring and its commands."""

from django.apps import AppConfig


class LaunchConfig(AppConfig):
    name = "huying.config"
    label = "config"
