"""Huying 呼应: a city's community-level response to a public-health emergency."""

__version__ = "0.1.0"
