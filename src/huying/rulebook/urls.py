"""The addresses of the pages of rules and responses."""

from django.urls import path

from .pages import data, doors, profiles, publishing, reading, responding, writing

urlpatterns = [
    path("rules/", reading.rules, name="rules"),
    path("rules/here/", reading.held, name="rules_here"),
    path("rules/public/", reading.public, name="rules_public"),
    path("rules/public/<str:code>/", reading.public_set, name="rule_set_public"),
    path("rules/public/<str:code>/paper/", reading.public_paper, name="rule_set_public_paper"),
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
    path("rules/<str:code>/publish/", publishing.rule_set_publish, name="rule_set_publish"),
    path("rules/<str:code>/paper/", writing.rule_set_paper, name="rule_set_paper"),
    path("rules/<str:code>/paper/file/", reading.rule_set_paper_file, name="rule_set_paper_file"),
    path("rules/<str:code>/withdraw/", writing.rule_set_withdraw, name="rule_set_withdraw"),
    path("rules/<str:code>/exception/", writing.rule_set_except, name="rule_set_except"),
    path("responses/", responding.responses, name="responses"),
    path("responses/new/", responding.response_new, name="response_new"),
    path("responses/<str:code>/", responding.response, name="response"),
    path("responses/<str:code>/change/", responding.response_change, name="response_change"),
    path("responses/<str:code>/end/", responding.response_end, name="response_end"),
    path("responses/<str:code>/archive/", responding.response_archive, name="response_archive"),
    path("responses/<str:code>/data/<str:name>/", data.data_item, name="data_item"),
    path("responses/<str:code>/data/<str:name>/propose/", data.data_propose, name="data_propose"),
    path("responses/<str:code>/data/<str:name>/destroy/", data.data_destroy, name="data_destroy"),
    path("responses/<str:code>/data/<str:name>/return/", data.data_return, name="data_return"),
    path("responses/<str:code>/data/<str:name>/keep/", data.data_keep, name="data_keep"),
    path("diseases/", profiles.profiles, name="profiles"),
    path("diseases/new/", profiles.profile_new, name="profile_new"),
    path("diseases/new/yaml/", profiles.profile_paste, name="profile_paste"),
    path("diseases/<str:code>/", profiles.profile, name="profile"),
    path("diseases/<str:code>/yaml/", profiles.profile_yaml, name="profile_yaml"),
    path("diseases/<str:code>/edit/", profiles.profile_edit, name="profile_edit"),
    path("diseases/<str:code>/publish/", profiles.profile_publish, name="profile_publish"),
    path("diseases/<str:code>/withdraw/", profiles.profile_withdraw, name="profile_withdraw"),
]
doors()
