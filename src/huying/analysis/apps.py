"""Django application: columns beside the rows."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "huying.analysis"
    label = "analysis"
    default_auto_field = "django.db.models.BigAutoField"
