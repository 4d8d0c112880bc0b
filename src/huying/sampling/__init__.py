"""Specimens of three subjects, people, goods and environment: taken, examined, sequenced; and joint checks of places."""
