"""Doors in the order of a walk."""

from huying.places.walking import door_key


def test_numbers_are_read_as_numbers_and_areas_come_first() -> None:
    doors = [
        ("B", "1幢1单元101室"),
        ("A", "10幢1单元101室"),
        ("A", "9幢2单元1001室"),
        ("A", "9幢2单元301室"),
        ("A", ""),
    ]
    assert sorted(doors, key=lambda door: door_key(*door)) == [
        doors[4],
        doors[3],
        doors[2],
        doors[1],
        doors[0],
    ]
