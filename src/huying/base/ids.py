"""Codes a person can read out over the phone."""

import secrets

# Without I, L, O and U: nobody has to ask "letter or digit?".
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
_MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V", "-": "", " ": ""})
LENGTH = 12


def _check_letter(body: str) -> str:
    return ALPHABET[sum([(place + 1) * _VALUES[letter] for place, letter in enumerate(body)]) % 31]


def new_code() -> str:
    """A new code of 11 random letters (55 bits) and a check letter, e.g. `7K3M-QX9T-BC4D`."""
    bits = secrets.randbits(5 * (LENGTH - 1))
    body = "".join([ALPHABET[bits >> shift & 31] for shift in range(0, 5 * (LENGTH - 1), 5)])
    return grouped(body + _check_letter(body))


def grouped(code: str) -> str:
    """Four letters at a time, with hyphens."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def read_code(typed: str) -> str | None:
    """The code a person meant by what they typed, or None when it cannot be one."""
    code = typed.strip().upper().translate(_MISREAD)
    if len(code) != LENGTH or any(letter not in ALPHABET for letter in code):
        return None
    return grouped(code) if _check_letter(code[:-1]) == code[-1] else None
