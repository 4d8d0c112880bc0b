"""Pictures, shown to those who may see what they belong to."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control

from huying.base.errors import NotYours
from huying.help.models import Photo
from huying.help.services.photos import photo_path
from huying.people import door
from huying.people.seats import seat_of
from huying.places import scope
from huying.places.codes import covers


@cache_control(private=True, max_age=3600, immutable=True)
def photo(request: HttpRequest, name: str) -> HttpResponse:
    """One picture: for staff whose area covers it, and for its caller. Those of a form not yet sent are found by
    their random name only, which nobody but its writer knows.
    """
    path = photo_path(name)
    with scope.everything("is a picture the reader's to see"):
        found = Photo.objects.select_related("matter").filter(pk=name).first()
    if found is None or not _may(request, found) or not path.is_file():
        raise NotYours(name)
    response = HttpResponse(path.read_bytes(), content_type="image/jpeg")
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _may(request: HttpRequest, found: Photo) -> bool:
    if found.matter is None:
        return True
    caller = door.caller_of(request)
    if caller is not None and caller.holds(found.matter.code):
        return True
    try:
        seat = seat_of(request)
    except NotYours:
        return False
    return seat.able("see") and covers(seat.area, found.area)
