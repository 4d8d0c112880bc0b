"""Forms made from pydantic schemas."""
