"""One incident at one place: an alarm, a command, every entrance, every group of people, until it is open again."""
