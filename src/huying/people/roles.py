"""Who may do what: the roles staff can have, the office each belongs to, and its abilities."""

from dataclasses import dataclass, field

from huying.kernel.kinds import name_role, role_words
from huying.kernel.words import Words
from huying.places.codes import Grade

# What an ability lets somebody do; a page or an endpoint asks for abilities, never for roles.
ABILITIES: dict[str, Words] = {
    "see": Words("查看本辖区事项", "See the matters of the area"),
    "take": Words("接手和办理事项", "Take on and handle matters"),
    "record": Words("替居民登记求助", "Record requests on behalf of residents"),
    "screen": Words("初审求助", "Screen requests"),
    "dispatch": Words("派单、转办", "Dispatch and refer"),
    "decide": Words("最终裁定由谁办理", "Decide finally who handles a matter"),
    "order.take": Words("接志愿服务单", "Take volunteer orders"),
    "volunteer.manage": Words("管理志愿者", "Manage volunteers"),
    "card.edit": Words("编写小卡片", "Write solution cards"),
    "card.publish": Words("发布小卡片", "Publish solution cards"),
    "category.manage": Words("管理类别", "Manage categories"),
    "channel.manage": Words("开设和关闭收集渠道", "Open and close intake channels"),
    "import.load": Words("导入名单", "Import lists"),
    "residents.read": Words("查看居民底册", "See the residents' roster"),
    "residents.write": Words("登记和修改居民资料", "Record and correct residents"),
    "people.reveal": Words("查看完整电话和住址", "See whole phone numbers and addresses"),
    "emergency": Words("处理紧急情况", "Handle emergencies"),
    "rule.read": Words("查看规则", "Read the rules"),
    "rule.edit": Words("起草规则", "Draft rules"),
    "rule.publish": Words("发布规则", "Publish rules"),
    "risk.manage": Words("维护风险地区名单", "Keep the lists of areas at risk"),
    "data.decide": Words("决定响应结束后的个人信息", "Decide about personal data once a response ended"),
    "place.manage": Words("维护地点", "Maintain places"),
    "outlet.manage": Words("管理短信和群机器人", "Manage text messages and chat robots"),
    "staff.manage": Words("管理人员和岗位", "Manage staff and posts"),
    "cover.give": Words("安排代岗", "Arrange cover for absent colleagues"),
    "duty.plan": Words("排值班表", "Arrange duty rosters"),
    "token.manage": Words("管理程序接口钥匙", "Manage keys for programs"),
    "audit.read": Words("查阅操作记录", "Read the audit"),
    "figures.read": Words("查看统计", "Read figures"),
    "command.view": Words("查看指挥屏", "See the command desk"),
    "export": Words("导出列表", "Export lists"),
    # Measures on persons.
    "measure.propose": Words("提出管控措施", "Propose measures on persons"),
    "measure.care": Words(
        "上门、采样、登记健康情况", "Visit people under a measure, take samples, record reports"
    ),
    "measure.decide": Words("决定管控措施", "Decide on measures on persons"),
    "measure.release": Words("解除期满的措施", "Release people whose days are over"),
    "measure.appeal": Words("办理对管控措施的申诉", "Decide appeals against measures"),
    "zone.propose": Words("提出划定区域", "Propose zones"),
    "site.see": Words("查看隔离点", "See quarantine sites"),
    "site.manage": Words("管理隔离点和房间", "Run quarantine sites and rooms"),
    "transfer.see": Words("办理转运", "Work on transfers"),
    "team.manage": Words("安排包保人员", "Arrange responsibility teams"),
    # Specimens.
    "specimen.take": Words("采集标本", "Take specimens"),
    "specimen.test": Words("检测标本、报结果", "Examine specimens and report results"),
    # Travellers.
    "arrivals": Words("查看和办理来返报备", "See and handle declarations of travel"),
    "landing": Words("第一落点登记", "Register at a first landing point"),
    "inspect": Words("抽查复核", "Re-check a sample of files"),
}

# Where people and places are looked after under a measure.
_PLACES = "zone.propose site.see transfer.see team.manage"

# What special offices are called where nobody has given them a name of their own.
UNIT_WORDS: dict[str, Words] = {
    "volunteer_team": Words("志愿小分队", "Volunteer team"),
    "health_bureau": Words("卫健局", "Health bureau"),
    "ambulance_desk": Words("120急救", "Ambulance desk"),
    "green_channel": Words("医院绿色通道", "Hospital green channel"),
    "laboratory": Words("检测实验室", "Laboratory"),
    "police": Words("社区警务室", "Community police"),
    "clinic": Words("社区卫生服务站", "Community clinic"),
    "stairwell": Words("楼道", "Stairwell"),
    "quarantine_site": Words("隔离点", "Quarantine site"),
    "transfer_team": Words("转运专班", "Transfer team"),
    "landing_point": Words("第一落点", "Landing point"),
    "inspection": Words("督查组", "Inspectors"),
}
# Matters somebody may open who has no look at all those of their area: a head of a stairwell is a neighbour.
OWN_KINDS: dict[str, tuple[str, ...]] = {
    "stairwell_head": ("help.stairwell", "help.stairwell_call", "help.emergency"),
    "laboratory": ("sampling.specimen",),
}
LADDER_UNITS = ("grid", "community", "street", "district", "city")
# An office that handles no matters: those who keep rules, records and accounts.
OFFICE = "office"
DEPARTMENT = "department:"


@dataclass(frozen=True)
class Role:
    """One role: the office it works in, the grades of area it may be given for, what it may do."""

    code: str
    title: Words
    unit: str
    grades: tuple[Grade, ...]
    abilities: frozenset[str] = field(default_factory=frozenset)

    @property
    def grade(self) -> Grade:
        """The usual grade of its area."""
        return self.grades[0]

    def unit_fits(self, unit: str) -> bool:
        """Whether a post of this role may belong to the office."""
        if self.unit == DEPARTMENT:
            return unit.startswith(DEPARTMENT) and len(unit) > len(DEPARTMENT)
        return unit == self.unit


_WORK = "see take rule.read figures.read"
_DESK = f"{_WORK} record arrivals dispatch card.edit people.reveal residents.read residents.write import.load export"
# Measures on persons: who looks after people, who also releases them, who decides and hears appeals.
_CARES = "measure.propose measure.care specimen.take"
_RELEASES = f"{_CARES} measure.release"
_DECIDES = f"{_RELEASES} measure.decide measure.appeal"
_OFFICE: tuple[Grade, ...] = ("district", "city", "street", "province", "all")


def _role(code: str, zh: str, en: str, unit: str, grades: tuple[Grade, ...], abilities: str) -> Role:
    able = frozenset(abilities.split())
    if unknown := able - ABILITIES.keys():
        raise ValueError(f"role {code}: unknown abilities {sorted(unknown)}")
    return Role(code, Words(zh, en), unit, grades, able)


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        _role(
            "grid_worker",
            "网格员",
            "Grid worker",
            "grid",
            ("grid",),
            f"{_WORK} record people.reveal residents.read residents.write emergency {_CARES} arrivals",
        ),
        _role(
            "grid_leader",
            "网格长",
            "Grid leader",
            "grid",
            ("grid",),
            f"{_WORK} record dispatch people.reveal residents.read residents.write emergency cover.give duty.plan {_CARES} arrivals",
        ),
        _role(
            "community_worker",
            "社区工作者",
            "Community worker",
            "community",
            ("community",),
            f"{_DESK} volunteer.manage emergency cover.give duty.plan command.view {_RELEASES} {_PLACES}",
        ),
        _role(
            "street_officer",
            "街道工作人员",
            "Street officer",
            "street",
            ("street",),
            f"{_DESK} card.publish volunteer.manage emergency cover.give duty.plan command.view {_RELEASES} {_PLACES} site.manage inspect",
        ),
        _role(
            "district_officer",
            "区防控办工作人员",
            "District officer",
            "district",
            ("district",),
            f"{_DESK} card.publish category.manage channel.manage emergency cover.give duty.plan command.view risk.manage {_DECIDES} {_PLACES} site.manage inspect",
        ),
        _role(
            "coordinator",
            "区协调员",
            "District coordinator",
            "district",
            ("district",),
            f"{_DESK} screen decide card.publish category.manage channel.manage emergency cover.give duty.plan command.view measure.propose measure.appeal {_PLACES} site.manage",
        ),
        _role(
            "city_officer",
            "市防控办工作人员",
            "City officer",
            "city",
            ("city",),
            f"{_DESK} decide card.publish category.manage emergency cover.give duty.plan command.view risk.manage {_DECIDES} {_PLACES} site.manage inspect",
        ),
        _role(
            "screener",
            "初审员",
            "Screener",
            "volunteer_team",
            ("district", "street"),
            f"{_WORK} record screen dispatch card.edit people.reveal",
        ),
        _role(
            "volunteer_lead",
            "志愿者队长",
            "Volunteer team leader",
            "volunteer_team",
            ("district", "street", "community"),
            f"{_WORK} screen dispatch order.take volunteer.manage card.edit people.reveal",
        ),
        _role(
            "volunteer",
            "志愿者",
            "Volunteer",
            "volunteer_team",
            ("community", "street", "district", "grid"),
            "order.take people.reveal",
        ),
        _role(
            "health_officer",
            "卫健局工作人员",
            "Health bureau officer",
            "health_bureau",
            ("district", "city"),
            f"{_WORK} dispatch people.reveal emergency command.view duty.plan {_DECIDES} site.see transfer.see",
        ),
        _role(
            "ambulance_dispatcher",
            "急救调度员",
            "Ambulance dispatcher",
            "ambulance_desk",
            ("district", "city"),
            f"{_WORK} people.reveal emergency",
        ),
        _role(
            "hospital_officer",
            "医院绿色通道联络员",
            "Hospital green-channel officer",
            "green_channel",
            ("district", "city"),
            f"{_WORK} transfer.see people.reveal emergency specimen.take",
        ),
        _role(
            "department_officer",
            "部门工作人员",
            "Department officer",
            DEPARTMENT,
            ("district", "street", "city"),
            f"{_WORK} card.edit people.reveal",
        ),
        # The group of a stairwell: with the community worker these three answer for a stairwell with people at home.
        _role(
            "stairwell_head",
            "楼道长",
            "Stairwell head",
            "stairwell",
            ("stairwell", "building"),
            "emergency",
        ),
        _role(
            "police_officer",
            "社区民警",
            "Community police officer",
            "police",
            ("community", "grid", "street"),
            "see take emergency people.reveal figures.read",
        ),
        _role(
            "community_doctor",
            "社区医生",
            "Community doctor",
            "clinic",
            ("community", "street"),
            "see take emergency people.reveal figures.read",
        ),
        _role(
            "site_keeper",
            "隔离点工作人员",
            "Quarantine site worker",
            "quarantine_site",
            ("district", "street", "community"),
            f"{_WORK} people.reveal site.see site.manage transfer.see specimen.take",
        ),
        _role(
            "escort",
            "转运司机或护送员",
            "Driver or escort of transfers",
            "transfer_team",
            ("district", "street", "city"),
            f"{_WORK} people.reveal transfer.see",
        ),
        # Tests: whoever examines specimens sees their numbers, never whose they are.
        _role(
            "laboratory",
            "检测实验室人员",
            "Laboratory worker",
            "laboratory",
            ("district", "city"),
            "specimen.test rule.read figures.read",
        ),
        # Travellers: first landing points, and the lines that re-check.
        _role(
            "landing_officer",
            "第一落点登记员",
            "Landing-point officer",
            "landing_point",
            ("district", "street", "city"),
            "see record landing specimen.take rule.read figures.read",
        ),
        _role(
            "village_doctor",
            "村医",
            "Village doctor",
            "clinic",
            ("community", "grid"),
            f"{_WORK} record arrivals inspect people.reveal",
        ),
        _role(
            "township_doctor",
            "乡镇卫生院医生",
            "Township doctor",
            "clinic",
            ("street",),
            f"{_WORK} arrivals inspect people.reveal",
        ),
        _role(
            "inspector",
            "督查员",
            "Inspector",
            "inspection",
            ("district", "street", "city"),
            f"{_WORK} arrivals inspect people.reveal",
        ),
        _role(
            "rule_editor",
            "规则起草人",
            "Rule drafter",
            OFFICE,
            _OFFICE,
            "rule.read rule.edit risk.manage figures.read",
        ),
        _role(
            "rule_publisher",
            "规则发布人",
            "Rule publisher",
            OFFICE,
            _OFFICE,
            "rule.read rule.publish data.decide figures.read",
        ),
        _role(
            "data_officer",
            "个人信息保护负责人",
            "Personal data officer",
            OFFICE,
            _OFFICE,
            "rule.read data.decide audit.read figures.read",
        ),
        _role("auditor", "审计员", "Auditor", OFFICE, _OFFICE, "audit.read rule.read figures.read export"),
        _role(
            "administrator",
            "系统管理员",
            "Administrator",
            OFFICE,
            _OFFICE,
            "staff.manage cover.give token.manage channel.manage outlet.manage place.manage rule.read figures.read",
        ),
        _role(
            "analyst", "数据分析员", "Analyst", OFFICE, _OFFICE, "figures.read command.view rule.read export"
        ),
    )
}

for _named in ROLES.values():
    name_role(_named.code, _named.title)


def able(role: str, *abilities: str) -> bool:
    """Whether a role has all the abilities; an unknown role has none."""
    return role in ROLES and ROLES[role].abilities.issuperset(abilities)


def may_open(role: str, kind: str) -> bool:
    """Whether a role may open matters of a kind where its area covers them."""
    return able(role, "see") or kind in OWN_KINDS.get(role, ())


def role_title(code: str) -> Words:
    """What a role, or somebody who acts without a post, is called."""
    return ROLES[code].title if code in ROLES else role_words(code)


# Where somebody of a role starts who logs in; all others at the desk.
HOMES = {
    "grid_worker": "/field/",
    "grid_leader": "/field/",
    "volunteer": "/volunteer/",
    "rule_editor": "/rules/",
    "rule_publisher": "/rules/",
    "administrator": "/settings/staff/",
    "auditor": "/settings/audit/",
    "analyst": "/command/",
    "site_keeper": "/sites/",
    "escort": "/transfers/",
    "screener": "/desk/screening/",
    "laboratory": "/lab/",
    "landing_officer": "/landing/",
    "inspector": "/inspections/",
    "stairwell_head": "/desk/stairwells/",
    "police_officer": "/desk/stairwells/",
    "community_doctor": "/desk/stairwells/",
}
DESK_HOME = "/desk/"


def home_of(role: str) -> str:
    """The page a role starts at."""
    return HOMES.get(role, DESK_HOME)
