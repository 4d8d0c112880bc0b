"""Forms made from pydantic schemas: `SchemaForm` for one page, `StepForm` for one question a page."""

from .answers import Answer, answers
from .field import Field
from .place import PlaceSource, place_source, use_place_source
from .schema import PhotoStore, SchemaForm
from .sentences import sentence
from .steps import Step, StepForm

__all__ = [
    "Answer",
    "Field",
    "PhotoStore",
    "PlaceSource",
    "SchemaForm",
    "Step",
    "StepForm",
    "answers",
    "place_source",
    "sentence",
    "use_place_source",
]
