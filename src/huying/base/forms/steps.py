"""One question a page: the answers travel signed inside the form, so no account, cookie or script is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core import signing
from pydantic import BaseModel

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .answers import Answer, answers
from .schema import ADD, DROP, PICK, PhotoStore, SchemaForm
from .typed import Raw, raw_of

SALT = "huying.base.forms.steps"
CHECK = "check"
STATE, STEP, BACK, CHANGE = "_state", "_step", "_back", "_change"
_BUTTONS = frozenset((STATE, STEP, BACK, CHANGE, ADD, DROP, PICK, "csrfmiddlewaretoken"))


@dataclass(frozen=True)
class Step:
    """One page of the form; without a title its only question is the title."""

    code: str
    fields: tuple[str, ...]
    title: Words | None = None
    lead: Words | None = None


class StepAnswers(NamedTuple):
    """The answers given on one page, for checking."""

    step: Step
    answers: list[Answer]


class StepForm:
    """Walks through the pages of a form; `finished` and `value` once the answers were checked and sent.

    GET: `StepForm(Schema, STEPS)`. POST: `StepForm(Schema, STEPS, request.POST, request.FILES)`. Show
    `form` (a SchemaForm of the present page) or, when `checking`, `review`. Templates:
    `parts/stepform.html`.
    """

    def __init__(
        self,
        schema: type[BaseModel],
        steps: Sequence[Step],
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | None = None,
        *,
        photos: PhotoStore | None = None,
        key: str = "",
    ) -> None:
        self.schema, self.steps, self.photos = schema, tuple(steps), photos
        self.initial, self.files = initial or {}, files
        self.key = key or schema.__name__
        self.finished = False
        self.value: Any = None
        self.stale = False
        posted = raw_of(data or {})
        self.kept, self.seen = self._open(posted)
        at = self._index(_last(posted, STEP)) if data is not None and not self.stale else 0
        self.at = at
        if data is None or self.stale:
            self.form = self._fresh(at)
        else:
            self._walk(posted, at)

    # What the templates read

    @property
    def checking(self) -> bool:
        """Whether this is the page on which all answers are checked."""
        return self.at == len(self.steps)

    @property
    def step(self) -> Step | None:
        """The present page, None while checking."""
        return None if self.checking else self.steps[self.at]

    @property
    def number(self) -> int:
        """Which page this is, from 1."""
        return self.at + 1

    @property
    def total(self) -> int:
        """How many pages there are, with the one for checking."""
        return len(self.steps) + 1

    @property
    def state(self) -> str:
        """All answers so far, signed."""
        return signing.dumps([self.kept, self.seen], salt=SALT, compress=True)

    @property
    def title(self) -> Words:
        """The heading of the present page."""
        if self.step is None:
            return Words("请核对您填的内容", "Check your answers")
        return self.step.title or self.form.fields[0].label

    @property
    def single(self) -> bool:
        """Whether the page asks one thing only, so that its label is the heading."""
        return self.step is not None and self.step.title is None and len(self.form.fields) == 1

    @property
    def review(self) -> list[StepAnswers]:
        """Every answer as words, by page."""
        whole = SchemaForm(self.schema, self.kept, photos=self.photos)
        return [StepAnswers(step, answers(whole, step.fields)) for step in self.steps]

    @property
    def given(self) -> list[StepAnswers]:
        """What was answered, by page; pages without an answer left out."""
        return _only(self.review, empty=False)

    @property
    def left_out(self) -> list[StepAnswers]:
        """What was left empty, by page."""
        return _only(self.review, empty=True)

    @property
    def left(self) -> int:
        """How many answers were left empty."""
        return sum(len(page.answers) for page in self.left_out)

    def refuse(self, refused: Refused) -> None:
        """Go back to the page of the first field a later refusal names, or show it while checking."""
        self.finished = False
        named = [
            i for i, step in enumerate(self.steps) if any(name in refused.fields for name in step.fields)
        ]
        self._go(named[0] if named else len(self.steps))
        self.form.refuse(refused)

    # Walking

    def _open(self, posted: Raw) -> tuple[Raw, int]:
        token = _last(posted, STATE)
        if not token:
            return {}, 0
        try:
            kept, seen = signing.loads(token, salt=SALT)
        except (signing.BadSignature, ValueError):
            self.stale = True
            return {}, 0
        return kept, int(seen)

    def _index(self, code: str) -> int:
        if code == CHECK:
            return len(self.steps)
        return next((i for i, step in enumerate(self.steps) if step.code == code), 0)

    def _fresh(self, at: int) -> SchemaForm:
        """The form of a page as it stands, nothing checked."""
        only = self.steps[at].fields if at < len(self.steps) else ()
        if at < self.seen or any(_belongs(name, only) for name in self.kept):
            return SchemaForm(self.schema, self.kept, only=only, photos=self.photos, key=self.key)
        return SchemaForm(self.schema, initial=self.initial, only=only, photos=self.photos, key=self.key)

    def _go(self, at: int) -> None:
        self.at = at
        self.form = self._fresh(at)

    def _walk(self, posted: Raw, at: int) -> None:
        if at == len(self.steps):
            self._checked(posted)
            return
        step = self.steps[at]
        mine = {name: values for name, values in posted.items() if name not in _BUTTONS}
        # What was not posted was emptied: an unticked box sends nothing.
        rest = {name: values for name, values in self.kept.items() if not _belongs(name, step.fields)}
        self.form = self._bound({**rest, **mine, **_pressed(posted)}, step)
        self.kept = {name: values for name, values in self.form.raw.items() if name not in _BUTTONS}
        if _last(posted, BACK):
            self._go(max(0, at - 1))
        elif self.form.is_valid() or (not self.form.errors and not self.form.changed):
            self.seen = max(self.seen, at + 1)
            # Somebody who came back to change one answer returns to where they were.
            self._go(self.seen if self.seen == len(self.steps) else at + 1)

    def _bound(self, data: Raw, step: Step) -> SchemaForm:
        return SchemaForm(
            self.schema, _Posted(data), self.files, only=step.fields, photos=self.photos, key=self.key
        )

    def _checked(self, posted: Raw) -> None:
        change, back = _last(posted, CHANGE), _last(posted, BACK)
        self.form = self._fresh(self.at)
        if change or back:
            self._go(self._index(change) if change else len(self.steps) - 1)
            return
        whole = SchemaForm(self.schema, self.kept, photos=self.photos)
        if whole.is_valid():
            self.value, self.finished = whole.value, True
            return
        wrong = [
            i for i, step in enumerate(self.steps) if any(_belongs(n, step.fields) for n in whole.errors)
        ]
        if wrong:
            self.at = wrong[0]
            self.form = self._bound(self.kept, self.steps[self.at])
            self.form.is_valid()
        else:
            self.form.top += whole.top


class _Posted(dict[str, list[str]]):
    """Lists of texts as they are posted."""

    def lists(self) -> list[tuple[str, list[str]]]:
        return list(self.items())


def _only(pages: Sequence[StepAnswers], *, empty: bool) -> list[StepAnswers]:
    parted = [StepAnswers(page.step, [one for one in page.answers if one.empty is empty]) for page in pages]
    return [page for page in parted if page.answers]


def _pressed(posted: Raw) -> Raw:
    return {name: posted[name] for name in (ADD, DROP, PICK) if name in posted}


def _last(posted: Raw, name: str) -> str:
    values = posted.get(name)
    return values[-1] if values else ""


def _belongs(control: str, fields: Sequence[str]) -> bool:
    """Whether a control is that of a field, or of a row or part inside it."""
    return any(control == name or control.startswith(f"{name}-") for name in fields)
