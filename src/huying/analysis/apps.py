"""Django application: columns beside the rows."""

from django.apps import AppConfig

from huying.kernel.words import Words


class AnalysisConfig(AppConfig):
    name = "huying.analysis"
    label = "analysis"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Whom rules reach is counted here, and found here when they or the lists have changed.
        from huying.rulebook.reach import Evaluator, reaches
        from huying.screening.services.rereading import found_by

        from . import counting, finding
        from .ends import ENDS
        from .services.following import travellers_follow

        reaches(
            Evaluator(
                code="analysis.travellers",
                title=Words("报备过的来返人员", "People who declared travel"),
                reads=counting.reads,
                count=counting.travellers_count,
                afterwards=travellers_follow,
                note=counting.note,
            )
        )
        reaches(ENDS)
        found_by(finding.changed)
