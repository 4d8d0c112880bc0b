"""The words of rosters."""

from huying.kernel.words import Words

WHATS = {
    "unfilled": Words("班次没排满", "A shift is not filled"),
    "nobody_came": Words("到点没人到岗", "Nobody came to a shift"),
}
