"""The switches of language and letter size, and the pages shown when something goes wrong."""

import logging
import secrets
from typing import NamedTuple

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db.transaction import non_atomic_requests
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from huying.kernel.words import Words

from .choices import ELDER_COOKIE, LANGUAGE_COOKIE, keep_choice
from .forms.place import place_source
from .ids import ALPHABET

log = logging.getLogger(__name__)

ERROR_ID_LETTERS = 8


class Trouble(NamedTuple):
    """What happened, and what to do about it."""

    what: Words
    then: Words


TROUBLES = {
    400: Trouble(
        Words("这次提交的内容我们读不了", "We could not read what was sent"),
        Words(
            "请回到上一页，刷新后再试。填过的内容一般还在。",
            "Go back, reload the page and try again. What you typed is usually still there.",
        ),
    ),
    401: Trouble(
        Words("请先登录", "Please log in first"),
        Words(
            "程序请在 Authorization 里带上有效的钥匙。",
            "Programs send a valid key in the Authorization header.",
        ),
    ),
    403: Trouble(
        Words("您现在的岗位不能做这件事", "Your present post may not do this"),
        Words(
            "请换一个岗位，或请您的上级来办。如果页面开了很久，请刷新后再试。",
            "Change your post, or ask the level above you. If the page has been open long, reload it and try again.",
        ),
    ),
    404: Trouble(
        Words("没有找到这一页", "There is no such page"),
        Words(
            "地址可能写错了，或者这件事不归您的辖区。请从首页进去找。",
            "The address may be mistyped, or the matter is not in your area. Start again from the home page.",
        ),
    ),
    405: Trouble(
        Words("这一页不能这样打开", "This page cannot be opened like that"),
        Words("请从首页重新进入。", "Start again from the home page."),
    ),
    409: Trouble(
        Words("这件事刚刚有了变化", "This matter has just changed"),
        Words(
            "请回到上一页，刷新后看看最新情况再办。",
            "Go back and reload to see how it stands, then try again.",
        ),
    ),
    413: Trouble(
        Words("发来的内容太大", "What was sent is too big"),
        Words("请减少照片或把文件分成几份再发。", "Send fewer photos, or split the file into parts."),
    ),
    429: Trouble(
        Words("试得太频繁了", "Too many tries in a short time"),
        Words(
            "请过几分钟再试。急事请直接打社区电话。",
            "Wait a few minutes and try again. If it is urgent, telephone your community.",
        ),
    ),
    500: Trouble(
        Words("这一页出了故障，我们的人会收到通知", "This page has failed; our people are told"),
        Words(
            "请过一会儿再试。如果还不行，请把下面的编号告诉社区或管理员。急事请直接打电话。",
            "Try again in a while. If it still fails, give the number below to your community or administrator."
            " If it is urgent, telephone.",
        ),
    ),
    503: Trouble(
        Words("正在维护", "Under maintenance"),
        Words(
            "请过几分钟再试。急事请直接打电话。", "Try again in a few minutes. If it is urgent, telephone."
        ),
    ),
}


def new_error_id() -> str:
    """Eight letters that can be read out over the phone and found in the log."""
    return "".join(secrets.choice(ALPHABET) for _ in range(ERROR_ID_LETTERS))


def trouble(
    request: HttpRequest, status: int, *, what: Words | None = None, then: Words | None = None
) -> HttpResponse:
    """The page for a status: a sentence, what to do, and an id that also stands in the log."""
    known = TROUBLES.get(status, TROUBLES[500])
    error_id = new_error_id()
    log.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "trouble %s status %s path %s",
        error_id,
        status,
        request.path,
        exc_info=status >= 500,
    )
    context = {"what": what or known.what, "then": then or known.then, "status": status, "error_id": error_id}
    return HttpResponse(render_to_string("errors/page.html", context, request), status=status)


TOO_BIG = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler400; a body beyond the limits is 413."""
    return trouble(request, 413 if isinstance(exception, TOO_BIG) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler403."""
    return trouble(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """handler404, also for what is not the reader's."""
    return trouble(request, 404)


def failed(request: HttpRequest) -> HttpResponse:
    """handler500: never fails itself, even when the templates do."""
    try:
        return trouble(request, 500)
    except Exception:
        log.exception("the page for failures failed")
        sentence = TROUBLES[500]
        return HttpResponse(
            f"{sentence.what}\n{sentence.then}", status=500, content_type="text/plain; charset=utf-8"
        )


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: nearly always an old page or a browser without cookies."""
    return trouble(
        request,
        403,
        what=Words("这一页已经过期，没有提交", "The page was too old, nothing was sent"),
        then=Words(
            "请回到上一页，刷新后再提交。请允许浏览器使用 Cookie。",
            "Go back, reload the page and send again. Please let the browser keep cookies.",
        ),
    )


@non_atomic_requests
@csrf_exempt  # sets nothing but the reader's own language and letter size
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """POST lang=zh|en or elder=0|1 and next=path: remember the choice, go back."""
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if request.POST.get("lang") in ("zh", "en"):
        keep_choice(response, LANGUAGE_COOKIE, request.POST["lang"])
    if request.POST.get("elder") in ("0", "1"):
        keep_choice(response, ELDER_COOKIE, request.POST["elder"])
    return response


@non_atomic_requests
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask for /favicon.ico whatever the page says."""
    return HttpResponseRedirect(static("huying/mark.svg"))


@require_GET
def place_steps(request: HttpRequest) -> JsonResponse:
    """GET ?of=code: the places one step below, for the place picker: {"places": [{"code", "zh", "en"}]}."""
    places = place_source().children(request.GET.get("of", ""))
    return JsonResponse({"places": [{"code": code, "zh": name.zh, "en": name.en} for code, name in places]})
