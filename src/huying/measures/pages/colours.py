"""For everybody: which measures give a colour, what each asks, and what follows for whoever does not keep to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from huying.measures import person_rules as rules
from huying.measures import terms
from huying.measures.status import ORDER
from huying.rulebook.queries import place_here, reader


def colours(request: HttpRequest) -> HttpResponse:
    """Each colour with the measures that give it and what they ask, the strictest first; the answer the law gives."""
    read, area = reader(), place_here()
    shown = {kind: str(read.value(rules.COLOUR.code, area, choice=kind)) for kind in terms.KINDS}
    because = read.why(rules.CONSEQUENCE.code, area)
    context = {
        "colours": [
            {
                "words": terms.COLOURS[colour], "tone": terms.COLOUR_TONES[colour],
                "kinds": [(terms.KINDS[kind], terms.TERMS[kind]) for kind, has in shown.items() if has == colour],
            }
            for colour in reversed(ORDER)
        ],
        "consequence": because.value, "because": because,
    }  # fmt: skip
    return render(request, "measures/colours.html", context)
