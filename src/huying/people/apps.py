"""Django application: who."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "huying.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Show the doors of this app to those they are open to."""
        from huying.base.nav import nav_item
        from huying.kernel.words import Words

        from .seats import shown_to

        nav_item("public", Words("看我的求助", "My request"), "track", icon="search", order=30)
        for title, url, icon, order, ability in (
            (Words("重点居民", "Residents"), "residents", "heart", 40, "residents.read"),
            (Words("人员与岗位", "Staff"), "staff", "people", 80, "staff.manage"),
            (Words("单位", "Offices"), "units", "home", 81, "staff.manage"),
            (Words("接口钥匙", "Keys"), "tokens", "gear", 85, "token.manage"),
            (Words("操作记录", "Audit"), "audit", "book", 90, "audit.read"),
        ):
            nav_item("desk", title, url, icon=icon, order=order, shown=shown_to(ability))
        nav_item("desk", Words("我的岗位", "My posts"), "seat", icon="person", order=99)
