"""What is done every night for those who answer for a response."""

from django.db import transaction
from procrastinate.contrib.django import app

from huying.base.clock import now
from huying.kernel.words import Words
from huying.messages.services import Recipient, Tell, tell_many
from huying.messages.templates import notice_template
from huying.people.queries import people_able
from huying.rulebook.services import data_remind

OVERDUE = notice_template(
    "rulebook.overdue",
    title=Words("个人信息到期未处理", "Personal data overdue"),
    body=Words(
        "响应《{title}》收集的“{what}”{n} 条，最迟 {due} 要销毁或说明为什么保留。",
        "“{title}”: {n} rows of “{what}” were to be destroyed, or kept with reasons, by {due}.",
    ),
    channels=("inapp", "email"),
).code


@app.periodic(cron="23 3 * * *")
@app.task(name="command.remind", queueing_lock="command.remind")
def remind(timestamp: int) -> None:
    """Remind those who decide of personal data that should have gone with their response."""
    with transaction.atomic():
        tell_many(
            [
                Tell(
                    to=Recipient(user_id=user_id),
                    template=OVERDUE,
                    values={
                        "title": item.response.title,
                        "what": item.title,
                        "n": item.count,
                        "due": f"{item.due:%Y-%m-%d}",
                    },
                    once=f"rulebook.overdue:{item.pk}:{now():%Y-%m-%d}",
                    area=item.response.area,
                )
                for item in data_remind()
                for user_id in people_able("data.decide", item.response.area)
            ]
        )
