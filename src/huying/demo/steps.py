"""What loading the demo city does, one step after another; known before anything is loaded."""

from huying.kernel.words import Words

PLACES = Words("演示城市：地点和居民", "the demo city: places and residents")
OFFICES = Words("演示城市：单位、岗位、登录名、志愿者", "the demo city: offices, posts, log-ins, volunteers")
RULES = Words(
    "演示城市：应急响应、规则、封控区、隔离点", "the demo city: response, rules, a sealed zone, a site"
)
STORIES = Words(
    "演示城市：演完三天里的事（求助、来返、名单、管控），要一两分钟",
    "the demo city: three days of calls, travellers, lists and measures; a minute or two",
)
STEPS = (PLACES, OFFICES, RULES, STORIES)
FAR = Words("件事演完，演到 {when}", "stories told, up to {when}")
