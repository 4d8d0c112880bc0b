"""Django application: dashboards."""

from django.apps import AppConfig

from huying.kernel.words import Words


class CommandConfig(AppConfig):
    name = "huying.command"
    label = "command"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from huying.base.nav import nav_item
        from huying.people.seats import shown_to

        nav_item("public", Words("办理情况", "Figures"), "figures", icon="chart", order=50)
        nav_item("desk", Words("待办", "My desk"), "desk", icon="list", order=5, shown=shown_to("see"))
        nav_item(
            "desk",
            Words("指挥屏", "Command"),
            "command",
            icon="chart",
            order=60,
            shown=shown_to("command.view"),
        )
        nav_item(
            "desk",
            Words("统计", "Figures"),
            "area_figures",
            icon="chart",
            order=61,
            shown=shown_to("figures.read"),
        )
        nav_item("command", Words("待办", "My desk"), "desk", icon="list", order=5, shown=shown_to("see"))
        nav_item("command", Words("公开数据", "Public figures"), "figures", icon="chart", order=50)
