"""Errors as GeoReport tells them: a code and a description, in the form that was asked for."""

from huying.kernel.words import Words


class Trouble(Exception):
    """The answer is an error; `status` is that of HTTP as well as the code in the body."""

    def __init__(self, status: int, *words: Words) -> None:
        super().__init__(str(status))
        self.status = status
        self.words = words or (USUAL[status],)


USUAL = {
    400: Words("请求有误。", "The request is wrong."),
    403: Words("api_key 无效，或者这里需要 api_key。", "The api_key is not valid, or one is needed here."),
    404: Words("没有找到。", "Not found."),
    405: Words("这里不支持这种请求方法。", "This method is not supported here."),
    413: Words("内容太大。", "The content is too large."),
    415: Words(
        "请用表单（application/x-www-form-urlencoded、multipart/form-data）或 JSON 提交。",
        "Send a form (application/x-www-form-urlencoded, multipart/form-data) or JSON.",
    ),
    429: Words("请求太频繁，请稍后再试。", "Too many requests; try again later."),
}
