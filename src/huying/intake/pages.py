"""Imports on the desk: upload, look at the headings, follow, stop, correct, download what is left."""

import tempfile
from pathlib import Path
from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from huying.base.forms import SchemaForm
from huying.kernel.facts import label_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.people.services import audit

from . import queries
from .forms import check_upload, chosen_columns, column_choices
from .jobs import import_go_on
from .kinds import ImportKind, Loading, import_kind_of, import_kinds
from .limits import limits
from .models import Import, ImportRow
from .readers import Mapping, open_table
from .readers.content import megabytes, save
from .readers.mapping import mapping_of
from .readers.table import preview
from .services import (
    import_begin,
    import_cancel,
    import_map,
    import_resume,
    import_start,
    row_correct,
    row_keep,
    row_set_aside,
    stored_file,
)
from .spreadsheet_out import Column, export

PAGE_SIZE = 50


def _loading(seat: Seat, file: str = "", channel: str = "", load: int | None = None) -> Loading:
    return Loading(
        area=seat.area, actor=as_actor(seat), channel=channel, file=file, user_id=seat.user_id, load=load
    )


def _kinds_for(seat: Seat) -> list[ImportKind]:
    return [kind for kind in import_kinds() if seat.able(*kind.needs)]


@require_GET
@seated("import.load")
def import_list(request: HttpRequest) -> HttpResponse:
    """The imports of the area, and how many rows wait for correction."""
    seat = seat_of(request)
    page = Paginator(queries.imports(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = [_line(load) for load in page.object_list]
    waiting = queries.rows_waiting(seat.area).count()
    return render(request, "intake/list.html", {"loads": lines, "page": page, "waiting": waiting})


def _line(load: Import) -> dict[str, Any]:
    try:
        title: Words | str = import_kind_of(load.kind).title
    except Refused:
        title = load.kind
    return {
        "load": load,
        "kind": title,
        "interrupted": queries.interrupted(load),
        **queries.progress_of(load),
    }


@require_http_methods(["GET", "POST"])
@seated("import.load")
def import_new(request: HttpRequest) -> HttpResponse:
    """Upload a file; its headings are looked at before a row is opened."""
    seat = seat_of(request)
    kinds = _kinds_for(seat)
    told = request.POST if request.method == "POST" else request.GET
    channel = told.get("channel", "").replace("\x00", "")[:40]
    context: dict[str, Any] = {
        "kinds": kinds,
        "most": megabytes(limits().bytes),
        "chosen": told.get("kind", ""),
        "channel": channel,
    }
    if request.method == "POST":
        try:
            kind = import_kind_of(request.POST.get("kind", ""))
            if kind not in kinds:
                raise Refused(
                    Words("您的岗位不能导入这种名单。", "Your post may not load this kind of list.")
                )
            file = check_upload(request.FILES.get("file"))
            with tempfile.TemporaryDirectory(prefix="huying-") as folder:
                path = save(file.file, Path(folder), limits().bytes)  # type: ignore[arg-type]
                load = import_start(
                    path=path,
                    name=file.name or "",
                    kind=kind,
                    mapping=Mapping(),
                    loading=_loading(seat, file.name or "", channel),
                    look_first=True,
                )
            audit(seat, "import.upload", kind="import", ref=str(load.pk), area=load.area)
            return HttpResponseRedirect(reverse("import_check", args=[load.pk]))
        except Refused as refused:
            context["refused"] = refused.words
    return render(request, "intake/new.html", context, status=422 if "refused" in context else 200)


@require_http_methods(["GET", "POST"])
@seated("import.load")
def import_check(request: HttpRequest, number: int) -> HttpResponse:
    """Which column is which: change it, look again, begin."""
    seat = seat_of(request)
    load = queries.import_of(seat.area, number)
    if load.state != "new":
        return HttpResponseRedirect(reverse("import", args=[number]))
    kind, mapping = import_kind_of(load.kind), mapping_of(load.mapping)
    if request.method == "POST":
        mapping = chosen_columns(kind, request.POST, mapping)
        load = import_map(load=load.pk, mapping=mapping)
        if "begin" in request.POST:
            import_begin(load=load.pk)
            _defer(load)
            return HttpResponseRedirect(reverse("import", args=[number]))
    context: dict[str, Any] = {"load": load, "kind": kind}
    try:
        with stored_file(load) as path, open_table(path, mapping=mapping, synonyms=kind.synonyms) as table:
            seen = preview(table)
        context |= {
            "seen": seen,
            "columns": column_choices(kind, seen),
            "form": queries.form_words(seen.form),
        }
        labels = {name: label_of(kind.schema, name) for name in kind.schema.model_fields}
        shown = [name for name in labels if name in seen.recognised]
        context["sample_heads"] = [labels[name] for name in shown]
        context["sample"] = [
            (row.number, [row.cells.get(name, "") for name in shown]) for row in seen.rows[:5]
        ]
    except Refused as refused:
        context |= {"refused": refused.words}
    return render(request, "intake/check.html", context)


def _defer(load: Import) -> None:
    """Put the load into the queue with what was written in this transaction."""
    import_go_on.defer(load=load.pk, area=load.area)


@require_GET
@seated("import.load")
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """How a load stands, and the rows of it that wait for correction."""
    seat = seat_of(request)
    load = queries.import_of(seat.area, number)
    if load.state == "new":
        return HttpResponseRedirect(reverse("import_check", args=[number]))
    waiting = queries.rows_waiting(seat.area, load=load)
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    context = _line(load) | {
        "page": page,
        "lines": [_row_line(row) for row in page.object_list],
        "form": queries.form_words(load.form),
        "notes": [Words(*note) for note in load.notes],
        "can_go_on": load.state in ("cancelled", "failed") or queries.interrupted(load),
        "by_command": load.source == "command",
    }
    template = "intake/_progress.html" if request.headers.get("HX-Request") else "intake/import.html"
    return render(request, template, context)


def _row_line(row: ImportRow) -> dict[str, Any]:
    texts = [text for text in queries.raw_of(row).values() if text.strip()]
    return {"row": row, "text": "，".join(texts)[:80], "reasons": row.reasons}


@require_POST
@seated("import.load")
def import_act(request: HttpRequest, number: int, act: str) -> HttpResponse:
    """Stop a load, or let it go on."""
    seat = seat_of(request)
    load = queries.import_of(seat.area, number)
    if act == "stop":
        import_cancel(load=load.pk)
    else:
        _defer(import_resume(load=load.pk))
    audit(seat, f"import.{act}", kind="import", ref=str(load.pk), area=load.area)
    return HttpResponseRedirect(reverse("import", args=[number]))


@require_http_methods(["GET", "POST"])
@seated("import.load")
def import_row(request: HttpRequest, number: int, row: int) -> HttpResponse:
    """Put one rejected row right, or say why it need not be opened."""
    seat = seat_of(request)
    load = queries.import_of(seat.area, number)
    line = queries.row_waiting(seat.area, load, row)
    kind = import_kind_of(line.kind)
    if request.method == "GET":
        form = SchemaForm(kind.schema, initial=queries.cells_of(line), key=f"row-{line.pk}")
        audit(seat, "import.row", "correct", kind="import_row", ref=str(line.pk), area=line.area)
        return render(request, "intake/row.html", _row_context(load, line, kind, form))
    back = HttpResponseRedirect(reverse("import", args=[number]))
    aside = "reason" in request.POST
    cells = {name: request.POST.get(name, "") for name in kind.schema.model_fields}
    try:
        with transaction.atomic():
            if aside:
                row_set_aside(row=line.pk, reason=request.POST["reason"])
            else:
                row_correct(
                    row=line.pk, cells=cells, loading=_loading(seat, load.file, load.channel, load.pk)
                )
        audit(
            seat,
            "import.row_aside" if aside else "import.row_correct",
            kind="import_row",
            ref=str(line.pk),
            area=line.area,
        )
        return back
    except Refused as refused:
        if aside:
            form = SchemaForm(kind.schema, initial=queries.cells_of(line), key=f"row-{line.pk}")
        else:
            row_keep(row=line.pk, cells=cells)
            form = SchemaForm(kind.schema, data=request.POST, key=f"row-{line.pk}")
        form.refuse(refused)
        return render(request, "intake/row.html", _row_context(load, line, kind, form), status=422)


def _row_context(load: Import, line: ImportRow, kind: ImportKind, form: SchemaForm) -> dict[str, Any]:
    raw = [(name or "…", text) for name, text in queries.raw_of(line).items() if text]
    return {"load": load, "row": line, "kind": kind, "form": form, "raw": raw, "reasons": line.reasons}


@require_GET
@seated("import.load", "export")
def import_rejected(request: HttpRequest, number: int, fmt: str) -> HttpResponse:
    """The rows that wait, as they stood, with the reasons: to be corrected in a sheet and loaded again."""
    seat = seat_of(request)
    load = queries.import_of(seat.area, number)
    rows = list(queries.rows_waiting(seat.area, load=load))
    raws = {row.pk: queries.raw_of(row) for row in rows}
    columns = [Column(Words("行号", "Row"), lambda row: row.number)]
    columns += [Column(name, _cell_reader(raws, name)) for name in queries.headings_of(rows) if name]
    columns.append(
        Column(
            Words("哪里不对", "What is wrong"), lambda row: "；".join(str(words) for _, words in row.reasons)
        )
    )
    audit(seat, "import.download", kind="import", ref=str(load.pk), area=load.area)
    return export(rows, columns, fmt, name=f"{Path(load.file).stem}-to-correct")


def _cell_reader(raws: dict[int, dict[str, str]], name: str) -> Any:
    return lambda row: raws[row.pk].get(name, "")
