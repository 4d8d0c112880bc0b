"""Words of volunteering: teams, skills, states of a volunteer."""

from huying.kernel.words import Words

TEAMS = {
    "prevention": Words("防疫小组", "Prevention"),
    "service": Words("服务小组", "Service"),
    "publicity": Words("宣传小组", "Publicity"),
    "logistics": Words("后勤小组", "Logistics"),
    "repair": Words("维修小组", "Repair"),
}
SKILLS = {
    "shopping": Words("代购跑腿", "Shopping and errands"),
    "delivery": Words("配送搬运", "Delivery and carrying"),
    "driving": Words("开车", "Driving"),
    "medicine": Words("买药取药", "Fetching medicine"),
    "nursing": Words("护理照护", "Nursing and care"),
    "meals": Words("送餐做饭", "Meals"),
    "repair": Words("水电维修", "Plumbing and wiring"),
    "comfort": Words("陪伴疏导", "Company and comfort"),
    "tutoring": Words("辅导送书", "Tutoring and books"),
    "survey": Words("排查登记", "Survey and registration"),
    "temperature": Words("测温", "Taking temperatures"),
    "queue": Words("维持秩序", "Keeping queues in order"),
    "language": Words("外语方言", "Languages and dialects"),
    "publicity": Words("宣传喊话", "Spreading the word"),
    "scanning": Words("协助扫码", "Help with scanning"),
    "guiding": Words("引导解释", "Guiding and explaining"),
    "patrol": Words("巡查值守", "Patrol and watch"),
    "tents": Words("搭棚搬物资", "Putting up tents"),
}
STANDINGS = {
    "active": Words("在岗", "Active"),
    "reserve": Words("储备", "In reserve"),
    "paused": Words("暂停接单", "Taking no orders now"),
}


def pairs(words: dict[str, Words]) -> list[tuple[str, Words]]:
    """Choices of a form."""
    return list(words.items())


def codes(words: dict[str, Words]) -> list[tuple[str, str]]:
    """Choices of a column."""
    return [(code, said.zh) for code, said in words.items()]


# Whoever may take an order, where their post covers its place.
TAKERS = ("volunteer", "volunteer_lead", "grid_worker", "community_worker")
