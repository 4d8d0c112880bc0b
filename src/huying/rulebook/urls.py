"""The addresses of the pages of rules and responses."""

from django.urls import path

from .pages import doors, reading, responding, writing

urlpatterns = [
    path("rules/", reading.rules, name="rules"),
    path("rules/here/", reading.held, name="rules_here"),
    path("rules/public/", reading.public, name="rules_public"),
    path("rules/public/<str:code>/", reading.public_set, name="rule_set_public"),
    path("rules/new/", writing.rule_set_new, name="rule_set_new"),
    path("rules/new/yaml/", writing.rule_set_paste, name="rule_set_paste"),
    path("rules/<str:code>/", reading.rule_set, name="rule_set"),
    path("rules/<str:code>/yaml/", reading.rule_set_yaml, name="rule_set_yaml"),
    path("rules/<str:code>/changes/<str:other>/", reading.changes, name="rule_set_changes"),
    path("rules/<str:code>/edit/", writing.rule_set_edit, name="rule_set_edit"),
    path("rules/<str:code>/text/", writing.rule_set_text, name="rule_set_text"),
    path("rules/<str:code>/add/", writing.rule_choose, name="rule_choose"),
    path("rules/<str:code>/rule/<str:name>/", writing.rule_one, name="rule_one"),
    path("rules/<str:code>/version/", writing.rule_set_version, name="rule_set_version"),
    path("rules/<str:code>/publish/", writing.rule_set_publish, name="rule_set_publish"),
    path("rules/<str:code>/withdraw/", writing.rule_set_withdraw, name="rule_set_withdraw"),
    path("rules/<str:code>/exception/", writing.rule_set_except, name="rule_set_except"),
    path("responses/", responding.responses, name="responses"),
    path("responses/new/", responding.response_new, name="response_new"),
    path("responses/<str:code>/", responding.response, name="response"),
    path("responses/<str:code>/change/", responding.response_change, name="response_change"),
    path("responses/<str:code>/end/", responding.response_end, name="response_end"),
]
doors()
