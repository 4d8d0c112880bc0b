"""What nobody should send: noise, giants, bombs, scripts and formulas. It is refused with a sentence or kept as text."""

import csv
import gzip
import io
import random
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from django.test import Client

from huying.config.reference import addresses
from huying.help.models import HelpRequest
from huying.people.testing import Cast
from huying.places import scope
from tests.contracts import neighbourhood
from tests.contracts.neighbourhood import Neighbourhood
from tests.contracts.test_neighbour import ARGUMENT, _filled
from tests.hostile.doors import limits_off

NOISE = random.Random(20220105).randbytes(10_000)
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
JSON = "application/json"
# A page reads forms, the API documents; what else is said to come is tried at both.
AS_PAGE, AS_API = (FORM, MULTIPART, JSON), (JSON, FORM, "multipart/form-data", "text/xml")
# As bytes: a NUL; half a surrogate pair, a wrong beginning of UTF-8, marks that turn the writing; a long text;
# numbers that are none; what templates, paths and SQL would take for more than text.
NASTY = (
    b"\x00", b"\xed\xa0\x80\xff\xfe" + "\u202e\u2066\ufffe".encode(), ("很" * 5_000).encode(), b"9" * 400, b"-1e999",
    b"<script>1</script>{{7*7}}{%x%}../../../etc/passwd' OR 1=1 --",
)  # fmt: skip
NAMES = re.compile(r'<(?:input|textarea|select|button)[^>]*\bname="([^"]+)"')
SENTENCE = re.compile(r"[\u4e00-\u9fff]{2}")
MARKUP = "\"'><img src=x onerror=alert(1)>"
FORMULA = "=1+cmd|'calc'!A1"
OPEN311 = "/open311/v2/requests.json"


@pytest.fixture
def place(
    db: None, settings: Any, tmp_path: Any, request: pytest.FixtureRequest, monkeypatch: Any
) -> Neighbourhood:
    """A community with one of everything, in whose texts the parameter of the test stands."""
    limits_off(settings)
    if word := getattr(request, "param", None):
        monkeypatch.setattr(neighbourhood, "SECRET", word)
    key = {MARKUP: "markup", FORMULA: "formula"}.get(str(word), "now")
    return neighbourhood.furnished(key, tmp_path, settings)


def _client(user: Any = None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def _paths(place: Neighbourhood) -> list[str]:
    """Every address of ours, one path each."""
    found = []
    for address, _, _ in addresses():
        if address.startswith(("/admin/", "/accounts/")) and address != "/accounts/login/":
            continue
        paths = _filled(place, address) if ARGUMENT.search(address) else [address]
        found += paths[:1]
    return found


def _everybody(place: Neighbourhood) -> dict[str, Client]:
    roles = ("community_worker", "screener", "volunteer", "administrator", "rule_editor", "rule_publisher")
    return {role: _client(place.ours[role]) for role in roles} | {"stranger": _client()}


def _send(client: Client, path: str, body: bytes, kind: str) -> Any:
    with transaction.atomic():
        answer = client.generic("POST", path, body, kind)
        transaction.set_rollback(True)
    return answer


def test_noise_at_every_door(place: Neighbourhood) -> None:
    """Ten thousand random bytes, whatever they are said to be."""
    broken = []
    clients = _everybody(place)
    inside = [(path, who) for path, who, _ in _let_in(clients, _paths(place))]
    for path, who in inside:
        for kind in AS_API if path.startswith(("/api/", "/open311/")) else AS_PAGE:
            answer = _send(clients[who], path, NOISE, kind)
            if answer.status_code >= 500:
                broken.append(f"{who} {path} {kind}: {answer.status_code}")
    assert not broken, "\n".join(broken)


def _let_in(clients: dict[str, Client], paths: list[str]) -> Iterator[tuple[str, str, Any]]:
    """Each address with somebody whom it lets in, the stranger when nobody is, and what they are answered."""
    usual: dict[str, str] = {}
    for path in paths:
        before = usual.get(path.split("/")[1], "stranger")
        for who in dict.fromkeys((before, *clients)):
            with transaction.atomic():
                answer = clients[who].get(path)
                transaction.set_rollback(True)
            if answer.status_code in (200, 405):
                usual[path.split("/")[1]] = who
                yield path, who, answer
                break
        else:
            yield path, "stranger", answer


def test_nasty_texts_in_every_field_of_every_form(place: Neighbourhood) -> None:
    broken, tried = [], 0
    clients = _everybody(place)
    for path, who, page in _let_in(clients, _paths(place)):
        names = sorted(set(NAMES.findall(page.content.decode(errors="replace"))) - {"csrfmiddlewaretoken"})
        if page.status_code != 200 or not names:
            continue
        tried += 1
        # Signed answers stay as they are, else the fields behind them are never read.
        state = re.search(r'name="_state" value="([^"]+)"', page.content.decode())
        for nasty in NASTY:
            fields = [f"{name}={quote_from_bytes(nasty)}" for name in names if not name.startswith("_")]
            fields += [f"_state={state[1]}&_step=kind"] if state else []
            body = "&".join(fields).encode()
            answer = _send(clients[who], path, body, FORM)
            if answer.status_code >= 500:
                broken.append(f"{who} {path} {nasty[:20]!r}: {answer.status_code}")
            if nasty not in NASTY[:2]:
                continue
            with transaction.atomic():
                asked = clients[who].generic("GET", path, QUERY_STRING=body.decode()[:4000])
                transaction.set_rollback(True)
            if asked.status_code >= 500:
                broken.append(f"{who} GET {path} {nasty[:20]!r}: {asked.status_code}")
    assert tried > 20
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize(
    "path", ["/ask/", "/emergency/", "/api/help/requests", OPEN311, "/imports/new/", "/track/"]
)
def test_giants_are_refused_with_a_sentence(cast: Cast, settings: Any, path: str) -> None:
    limits_off(settings)
    client = _client(cast.alice)
    giant = client.generic("POST", path, b"x", FORM, CONTENT_LENGTH=str(10**13))
    assert giant.status_code == 413 and SENTENCE.search(giant.content.decode())
    odd = client.generic("POST", path, b"x", FORM, CONTENT_LENGTH="x")
    assert odd.status_code == 400 and SENTENCE.search(odd.content.decode())
    many = client.generic("POST", path, b"&".join(b"a%d=1" % n for n in range(100_000)), FORM)
    assert many.status_code in (400, 413, 415, 422) and SENTENCE.search(many.content.decode())
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    large = client.generic("POST", path, b"text=" + b"x" * 5000, FORM)
    assert large.status_code in (400, 413, 415, 422) and SENTENCE.search(large.content.decode())


@pytest.mark.parametrize("path", ["/api/help/requests", "/api/notices/read", OPEN311])
def test_deep_and_broken_json_is_refused(cast: Cast, settings: Any, path: str) -> None:
    limits_off(settings)
    client = _client(cast.alice)
    deep = b"[" * 100_000 + b"]" * 100_000
    for body in (deep, b'{"a":' * 50_000, b"\xff{}", b'"\\ud800"', b"NaN", b'{"text": 1e999}', b"1" * 10_000):
        answer = _send(client, path, body, "application/json")
        assert answer.status_code in (400, 409, 422), (body[:20], answer.status_code)
        assert SENTENCE.search(answer.content.decode())


def _zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/").replace("_x", ".x"), content)
    return out.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 20) for n in range(9))
    + b"]><worksheet>&j;</worksheet>"
)
BOMBS = {
    "noise.csv": NOISE, "noise.xlsx": NOISE, "noise.gz": NOISE, "nothing.csv": b"\x00" * 5000,
    "zeros.csv.gz": gzip.compress(bytes(8 * 2**20)), "zeros.xlsx": _zip(xl__worksheets__sheet1_xml=bytes(8 * 2**20)),
    "laughs.xlsx": _zip(xl__workbook_xml=LAUGHS, xl__worksheets__sheet1_xml=LAUGHS), "laughs.xml": LAUGHS,
    "deep.jsonl": b"[" * 100_000 + b"\n", "one line.csv": b"x" * (3 * 2**20), "nested.gz": gzip.compress(gzip.compress(NOISE)),
    "half.xlsx": _zip(xl__workbook_xml=b"<a/>")[:-40], "../../name.csv": "内容\n没有菜\n".encode(),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_in_files_are_refused(cast: Cast, settings: Any, name: str) -> None:
    """Looked at before a row is opened: the page says what is wrong, and goes on for others."""
    settings.HUYING_IMPORT_LIMITS = {"unpacked": 2**20}
    help_kind = "help"
    client = _client(cast.alice)
    file = io.BytesIO(BOMBS[name])
    file.name = name
    sent = client.post("/imports/new/", {"kind": help_kind, "file": file})
    assert sent.status_code in (302, 422)
    if sent.status_code == 302:
        looked = client.get(sent["Location"])
        assert looked.status_code == 200 and SENTENCE.search(looked.content.decode())
    assert client.get("/imports/").status_code == 200


def test_pictures_that_are_none_are_refused(place: Neighbourhood) -> None:
    fang = _client()
    assert fang.post("/track/", {"code": place.request, "phone": neighbourhood.PHONE}).status_code == 302
    png = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\xff" * 8 + b"\x08\x02\x00\x00\x00" + NOISE
    for content in (NOISE, b"", png, b"<svg onload=alert(1)>", b"GIF89a" + NOISE, BOMBS["laughs.xlsx"]):
        file = io.BytesIO(content)
        file.name = "p.jpg"
        answer = fang.post(f"/mine/{place.request}/photo/", {"photo-new": file})
        assert answer.status_code == 422 and SENTENCE.search(answer.content.decode())


@pytest.mark.parametrize("place", [MARKUP], indirect=True)
def test_markup_in_any_text_stays_text(place: Neighbourhood) -> None:
    """A tag typed into every text of a community is shown as it was typed, and never becomes one."""
    clients = _everybody(place)
    fang = _client()
    assert fang.post("/track/", {"code": place.request, "phone": neighbourhood.PHONE}).status_code == 302
    alive, shown = [], 0
    for path in _paths(place):
        for who, client in (("fang", fang), *clients.items()):
            with transaction.atomic():
                answer = client.get(path)
                transaction.set_rollback(True)
            if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith(
                ("text/html", "text/xml", "image/svg")
            ):
                continue
            told = answer.content.decode()
            shown += "onerror=alert(1)" in told
            if "<img src=x" in told:
                alive.append(f"{who} {path}")
    assert not alive, "\n".join(alive)
    assert shown > 20, "the text is hardly shown anywhere: nothing was put to the test"


@pytest.mark.parametrize("place", [FORMULA], indirect=True)
def test_formulas_in_lists_stay_text(place: Neighbourhood) -> None:
    shown = 0
    for who, path in (
        ("community_worker", f"/imports/{place.load.pk}/rejected."),
        ("community_worker", "/volunteers/turnouts."),
    ):
        client = _client(place.ours[who])
        table = client.get(f"{path}csv")
        assert table.status_code == 200
        for row in csv.reader(io.StringIO(table.content.decode("utf-8-sig"))):
            shown += sum(FORMULA in cell for cell in row)
            assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r") and not _number(cell)], row
        sheet = client.get(f"{path}xlsx")
        with zipfile.ZipFile(io.BytesIO(sheet.content)) as packed:
            pages = [packed.read(name) for name in packed.namelist() if "/worksheets/" in name]
        assert pages and not any(b"<f>" in page or b"<hyperlink" in page for page in pages)
    assert shown >= 2
    audit = _client(place.ours["auditor"]).get("/settings/audit.csv")
    for row in csv.reader(io.StringIO(audit.content.decode("utf-8-sig"))):
        assert not [cell for cell in row if cell[:1] in ("=", "+", "@")], row


def _number(cell: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[\d.]+", cell))


def test_a_neighbour_in_the_queue_loses_nothing(place: Neighbourhood) -> None:
    """Between the noise an honest request comes in whole, with every odd letter it has."""
    client, text = _client(), "老人👵🏽断药：＂氨氯地平＂ <5mg> & 'ok' —— 𠮷野 \u200d家"
    body = {
        "service_code": "medication_supply",
        "description": text,
        "address_string": "荷花新村1幢",
        "phone": "13812340000",
    }
    numbers = []
    for n, kind in enumerate((*AS_API, MULTIPART)):
        client.generic("POST", OPEN311, NOISE, kind)
        answer = client.post(OPEN311, body, headers={"Idempotency-Key": f"honest-{n % 2}"})
        assert answer.status_code == 200, answer.content.decode()
        numbers.append(answer.json()[0]["service_request_id"])
    assert len(set(numbers)) == 2
    with transaction.atomic(), scope.everything("a test reads"):
        assert [
            row.text for row in HelpRequest.objects.filter(contact_phone__isnull=False, channel="open311")
        ] == [text] * 2
