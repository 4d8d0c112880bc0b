"""Who may do what to a measure: by ability, so that a role is given its acts where it is given its abilities."""

from huying.people.roles import ROLES


def able(ability: str) -> tuple[str, ...]:
    """The roles with an ability, wherever their area covers the matter."""
    return tuple(f"{code}@scope" for code, role in ROLES.items() if ability in role.abilities)


PROPOSERS = able("measure.propose")
CARERS = able("measure.care")
DECIDERS = able("measure.decide")
RELEASERS = able("measure.release")
REVIEWERS = able("measure.appeal")
