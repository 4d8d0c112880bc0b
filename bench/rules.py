"""Look-back rules over ten million people's columns: compiled tables beside DuckDB, Polars and a Python loop, in one run.

DuckDB and Polars are the newest of the development lock, held in memory, on all processors; the compiled loop runs on one. All
answer the same question over the same columns, and every answer is compared. The loop reads a sample; its rate is scaled.
"""

import datetime as dt
import resource
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import duckdb
import numpy as np
import polars as pl
from django.db import transaction
from numpy.typing import NDArray

from huying.analysis.columns import BITS, STILL, Answers, Columns
from huying.analysis.compiling import A_WORD, Table, compiled
from huying.analysis.counting import travellers_count
from huying.analysis.deciding import decide
from huying.analysis.finding import concerned
from huying.analysis.kernels import Kernel, by_numba, by_numpy
from huying.analysis.models import Built
from huying.analysis.queries.reading import seen_now
from huying.analysis.services import keeping
from huying.analysis.services.keeping import Held
from huying.analysis.sight import Sight
from huying.analysis.testing import NOON, TODAY, columns_made, lists_made, rules_real
from huying.base.clock import borrow
from huying.config.bench import Ratio, measured, rows_asked
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL, pad
from huying.places.models.risk import RiskName, RiskSource, RiskSpan
from huying.places.risk import Listed, RiskMap
from huying.rulebook.baseline import floor
from huying.rulebook.keys import key
from huying.rulebook.reach import Change
from huying.rulebook.reader import Reader, Source
from huying.screening.lookback import entry_of
from huying.screening.queries.applies import leading
from huying.screening.queries.where import AsOf
from huying.screening.reading import Rule, Stay, categories_for

SAMPLE = 200_000
Array = NDArray[Any]


class Timed(NamedTuple):
    """The quickest of some runs, and what it answered."""

    seconds: float
    answer: Any


def quickest(work: Callable[[], Any], runs: int = 3) -> Timed:
    """Do some work a few times."""
    best, answer = float("inf"), None
    for _ in range(runs):
        begun = time.perf_counter()
        answer = work()
        best = min(best, time.perf_counter() - begun)
    return Timed(best, answer)


class Others:
    """The same columns in DuckDB and in Polars, with rules resolved to bits by place, day and person as ours are."""

    def __init__(self, columns: Columns, table: Table) -> None:
        (word,) = table.words
        self.columns, self.table, self.word = columns, table, word
        counts = np.diff(columns.starts)
        owner = np.repeat(np.arange(len(columns), dtype=np.int32), counts)
        came, left = columns.spans[:, 0][columns.span], columns.spans[:, 1][columns.span]
        day = (np.repeat(table.row[columns.who], counts) + columns.span).astype(np.int32)
        bits = [half + bit for half in (0, A_WORD) for bit in range(len(table.rules))]
        self.stays: dict[str, Array] = {
            "person": owner,
            "place": columns.place,
            "day": day,
            "came": came,
            "left_on": left,
        }
        self.people: dict[str, Array] = {
            "person": np.arange(len(columns), dtype=np.int32), "who": columns.who,
            "asked": table.on[columns.who], "marks": columns.whos[:, 1][columns.who],
        }  # fmt: skip
        self.looked_up: dict[str, dict[str, Array]] = {
            "places": {"place": np.arange(len(columns.places), dtype=np.int32), "met": word.place},
            "days": {"day": np.arange(len(word.span), dtype=np.int32), "fits": word.span},
            "whos": {"who": np.arange(len(word.who)).astype(columns.who.dtype), "may": word.who},
            "orders": {
                "lowest": np.array([1 << bit for bit in bits], np.uint64),
                "answer": table.answers[:-1],
            },
        }

    def duckdb(self) -> Timed:
        """The quicker of two: rules written out as conditions of each stay, and every bit looked up by joins."""
        base = duckdb.connect()
        base.execute("SET memory_limit = '6GB'; SET preserve_insertion_order = false")
        for name, rows in {"stays": self.stays, "people": self.people, **self.looked_up}.items():
            base.register("told", rows)
            base.execute(f"CREATE TABLE {name} AS SELECT * FROM told")  # noqa: S608
            base.unregister("told")
        found = []
        for query in (self._written_out(), self._joined()):
            timed = quickest(partial(base.execute, f"CREATE OR REPLACE TABLE found AS {query}"), 2)
            answer = base.execute("SELECT answer FROM found ORDER BY person").fetchnumpy()["answer"]
            found.append(Timed(timed.seconds, np.asarray(answer)))
        base.close()
        return min(found, key=lambda one: one.seconds)

    def _joined(self) -> str:
        return f"""
            WITH stayed AS (SELECT person, bit_or(met & fits) AS met FROM stays JOIN places USING (place) JOIN days USING (day)
                            GROUP BY person),
                 read AS (SELECT person, (coalesce(met, 0::UBIGINT) | {int(self.word.alone)}::UBIGINT) & may AS bits
                          FROM people JOIN whos USING (who) LEFT JOIN stayed USING (person))
            {_LOWEST}"""  # noqa: S608

    def _written_out(self) -> str:
        stayed, marked = [], []
        for bit, one in enumerate(self.table.rules):
            said, whole = one.said, (1 << bit) | (1 << (bit + A_WORD))
            since = f"left_on >= {said.since.toordinal()}" if said.since else "true"
            window = f"left_on >= asked - {said.window_days - 1}" if said.window_days else "true"
            if said.places:
                stayed.append(f"CASE WHEN {since} AND {window} THEN {whole}::UBIGINT ELSE 0::UBIGINT END")
            else:
                mask = sum(BITS[mark] for mark in said.marks)
                marked.append(f"CASE WHEN marks & {mask} <> 0 THEN {1 << bit}::UBIGINT ELSE 0::UBIGINT END")
        return f"""
            WITH stayed AS (SELECT person, bit_or(CASE WHEN came <= asked THEN met & ({" | ".join(stayed)}) ELSE 0::UBIGINT END) AS met
                            FROM stays JOIN places USING (place) JOIN people USING (person) GROUP BY person),
                 read AS (SELECT person, coalesce(met, 0::UBIGINT) | {" | ".join(marked)} AS bits
                          FROM people LEFT JOIN stayed USING (person))
            {_LOWEST}"""  # noqa: S608

    def polars(self) -> Timed:
        """The quicker of two: every bit gathered from its column by place, and every bit looked up by joins."""
        stays, people = pl.DataFrame(self.stays).lazy(), pl.DataFrame(self.people).lazy()
        tables = {name: pl.DataFrame(rows).lazy() for name, rows in self.looked_up.items()}
        gathered = {name: pl.lit(pl.Series(bits)) for name, bits in (("met", self.word.place), ("fits", self.word.span), ("may", self.word.who))}  # fmt: skip

        def by_gather() -> pl.DataFrame:
            met = gathered["met"].gather(pl.col("place")) & gathered["fits"].gather(pl.col("day"))
            may = people.with_columns(gathered["may"].gather(pl.col("who")).alias("may"))
            return self._read(stays.select("person", met.alias("met")), may, tables["orders"])

        def by_join() -> pl.DataFrame:
            met = stays.join(tables["places"], on="place").join(tables["days"], on="day")
            may = people.join(tables["whos"], on="who")
            return self._read(met.select("person", pl.col("met") & pl.col("fits")), may, tables["orders"])

        found = [quickest(one, 2) for one in (by_gather, by_join)]
        best = min(found, key=lambda one: one.seconds)
        return Timed(best.seconds, best.answer.sort("person")["answer"].to_numpy())

    def _read(self, met: pl.LazyFrame, may: pl.LazyFrame, orders: pl.LazyFrame) -> pl.DataFrame:
        stayed = met.group_by("person").agg(pl.col("met").bitwise_or())
        alone, whole = pl.lit(int(self.word.alone), pl.UInt64), pl.lit((1 << 64) - 1, pl.UInt64)
        bits = ((pl.col("met").fill_null(0) | alone) & pl.col("may")).alias("bits")
        read = may.join(stayed, on="person", how="left").select("person", bits)
        lowest = (pl.col("bits") & ((pl.col("bits") - 1) ^ whole)).alias("lowest")
        found = read.with_columns(lowest).join(orders, on="lowest", how="left")
        return found.select("person", pl.col("answer").fill_null(0)).collect()

    def loop(self, count: int) -> Timed:
        """Some of the people one by one in Python, over lists, with the same tables."""
        columns, word = self.columns, self.word
        starts = columns.starts[: count + 1].tolist()
        place, span = columns.place[: starts[-1]].tolist(), columns.span[: starts[-1]].tolist()
        who, row, alone = columns.who[:count].tolist(), self.table.row.tolist(), int(word.alone)
        by_place, by_span, by_who = word.place.tolist(), word.span.tolist(), word.who.tolist()
        orders = self.looked_up["orders"]
        answers = dict(zip(orders["lowest"].tolist(), orders["answer"].tolist(), strict=True)) | {1 << 63: 0}

        def read() -> list[int]:
            found = []
            for one in range(count):
                kind, bits = who[one], alone
                days = row[kind]
                for stay in range(starts[one], starts[one + 1]):
                    bits |= by_place[place[stay]] & by_span[days + span[stay]]
                bits &= by_who[kind]
                found.append(answers[bits & -bits])
            return found

        timed = quickest(read, 2)
        return Timed(timed.seconds, np.array(timed.answer))


_LOWEST = """SELECT person, coalesce(answer, 0) AS answer FROM read LEFT JOIN orders ON lowest =
             CASE WHEN bits = 0 THEN 0::UBIGINT ELSE bits & xor(bits - 1::UBIGINT, 18446744073709551615::UBIGINT) END"""


class Stage(NamedTuple):
    """Generated columns, the rules compiled for them, and what is seen of the lists."""

    columns: Columns
    rules: list[Rule]
    risk: AsOf
    answers: Answers
    table: Table


def stage(count: int) -> Stage:
    """Everything made, nothing measured."""
    rules = rules_real()
    columns = columns_made(count, rules)
    risk = AsOf(RiskMap(lists_made(columns.places)), NOON)
    answers = Answers()
    table = compiled(columns, rules, Sight(columns.places, risk), TODAY, answers)
    return Stage(columns, rules, risk, answers, table)


def same(one: Array, other: Array, what: str) -> None:
    """Stop when two ways of reading answer otherwise."""
    if not np.array_equal(one, other):
        raise AssertionError(f"{what} answers {int((one != other).sum())} people otherwise")


def plain_sample(made: Stage, found: Array, count: int) -> float:
    """People a second of the plain reading, one by one, on a sample; its answers are compared with those found."""
    columns = made.columns
    places, marks = columns.places, list(BITS)
    texts, known = places.named.texts, [code.decode() for code in places.codes.known]
    some = np.linspace(0, len(columns) - 1, count).astype(int).tolist()
    people = []
    for one in some:
        arrived, mask = columns.whos[columns.who[one]].tolist()
        stays = []
        for stay in range(columns.starts[one], columns.starts[one + 1]):
            area, (came, left) = places.area[columns.place[stay]], columns.spans[columns.span[stay]].tolist()
            days = dt.date.fromordinal(came), None if left == STILL else dt.date.fromordinal(left)
            stays.append(
                Stay(known[area] if area >= 0 else "", texts[places.text[columns.place[stay]]], *days)
            )
        people.append((stays, {mark for mark in marks if BITS[mark] & mask}, dt.date.fromordinal(arrived)))
    begun = time.perf_counter()
    read = [
        categories_for(stays, said, made.rules, made.risk, max(TODAY, came), came)
        for stays, said, came in people
    ]
    took = time.perf_counter() - begun
    same(np.array([made.answers.code(*leading(one)) for one in read]), found[some], "the plain reading")
    return count / took


def ours(made: Stage, by: Kernel, runs: int = 5) -> Timed:
    """The compiled tables with one of the kernels."""
    return quickest(lambda: decide(made.columns, made.table, by=by), runs)


@measured("二十条规则读一千万人 Twenty rules over ten million people")
def rules_all() -> list[Ratio]:
    """People a second, everybody's answer each time: compiled tables against DuckDB, Polars, a loop in Python."""
    made = stage(10 * rows_asked())
    count, others = len(made.columns), Others(made.columns, made.table)
    numpy, quick = ours(made, by_numpy), by_numba()
    numba = ours(made, quick) if quick else None
    others_found = {"DuckDB": others.duckdb(), "Polars": others.polars()}
    loop = others.loop(min(SAMPLE, count))
    for name, timed in others_found.items():
        same(timed.answer, numpy.answer, name)
    same(loop.answer, numpy.answer[: len(loop.answer)], "the loop")
    plainly = plain_sample(made, numpy.answer, min(SAMPLE // 20, count))
    compiling = quickest(
        lambda: compiled(made.columns, made.rules, Sight(made.columns.places, made.risk), TODAY, Answers())
    )
    rate = {name: count / timed.seconds / 1e6 for name, timed in {**others_found, "numpy": numpy}.items()}
    rate["loop"], million = len(loop.answer) / loop.seconds / 1e6, "M people/s"
    beside = f"{count:,} people, {len(made.columns.place):,} stays at {len(made.columns.places):,} places; compiling {compiling.seconds * 1e3:.0f} ms; peak {peak():.1f} GB"
    found = [
        Ratio("compiled, numpy : DuckDB", rate["numpy"], rate["DuckDB"], million, ">= 1", rate["numpy"] >= rate["DuckDB"], beside),
        Ratio("compiled, numpy : Polars", rate["numpy"], rate["Polars"], million),
        Ratio("compiled, numpy : the plain reading", rate["numpy"], plainly / 1e6, million),
    ]  # fmt: skip
    if numba:
        same(numba.answer, numpy.answer, "numba")
        speed = count / numba.seconds / 1e6
        found += [
            Ratio("compiled, numba on one thread : DuckDB", speed, rate["DuckDB"], million, ">= 5", speed >= 5 * rate["DuckDB"]),
            Ratio("compiled, numba on one thread : Polars", speed, rate["Polars"], million),
            Ratio("compiled, numba on one thread : a loop in Python", speed, rate["loop"], million, ">= 40", speed >= 40 * rate["loop"]),
        ]  # fmt: skip
    return found


def peak() -> float:
    """The most memory this process has had, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def lists_kept(listed: list[Listed]) -> None:
    """The lists as rows, as the pages read them."""
    source = RiskSource.objects.create(code="national", kind="national", area=ALL)
    names = {one.within: RiskName(key=f"{one.within}", text=f"{one.within}", code=one.code or "", within=one.within or "") for one in listed}  # fmt: skip
    RiskName.objects.bulk_create(names.values())
    kept = {one.within: one for one in listed}.values()
    RiskSpan.objects.bulk_create([
        RiskSpan(source=source, name=names[one.within], level=one.level, since=one.since, opened=one.since) for one in kept
    ])  # fmt: skip


def change_made(rules: list[Rule]) -> Change:
    """A draft for the whole city: two places more, one less, a window of ten days in place of fourteen."""
    before = [one.said.model_dump(mode="json", exclude_none=True) for one in rules]
    after = [dict(one) for one in before if one["code"] != "since_0105"]
    after[0] = after[0] | {"places": [*after[0]["places"], "4403 广东省深圳市", "350102 福建省福州市鼓楼区"]}
    after = [one | {"window_days": 10} if one.get("window_days") else one for one in after]
    city, kind = pad("3301"), key("screening.lookback").kind

    def reader(rows: list[Any]) -> Reader:
        own = Source(
            1,
            "draft",
            Words("", ""),
            Words("", ""),
            city,
            NOON,
            None,
            {"screening.lookback": kind.store(rows)},
        )
        return Reader([floor(), own], NOON)

    return Change(city, frozenset({"screening.lookback"}), reader(before), reader(after))


@measured("发布前看影响：一百万人的整个回答 The preview's whole answer for a million people")
def rules_preview() -> list[Ratio]:
    """Both sets of rules compiled and read for everybody, counted by area and category, against DuckDB reading one set."""
    made = stage(rows_asked())
    with transaction.atomic(), scope.everything("filling the bench"), borrow(NOON):
        lists_kept(lists_made(made.columns.places))
        change = change_made(made.rules)
        duck = Others(made.columns, made.table).duckdb()
        seen = seen_now()
        row = Built.objects.create(snapshot=seen.snapshot, system=seen.system)
        keeping.hold(Held(row.id, made.columns, seen.snapshot))
        whole = quickest(lambda: travellers_count(change_made(made.rules)))
        assert sum(line.new for line in whole.answer) and travellers_count(change) == whole.answer  # noqa: S101
    beside = f"{len(made.columns):,} people; {len(whole.answer)} lines; {whole.seconds:.3f} s : {duck.seconds:.3f} s"
    return [Ratio("the whole answer : DuckDB's reading alone", whole.seconds, duck.seconds, "s", "<= 2", whole.seconds <= 2 * duck.seconds, beside)]  # fmt: skip


@measured("五十个风险地区变了，只看有关的人 Fifty areas at risk change: only those concerned")
def rules_changed() -> list[Ratio]:
    """Finding who was there, and reading them again, against reading everybody."""
    made = stage(10 * rows_asked())
    columns, chance = made.columns, np.random.default_rng(50)
    listed = lists_made(columns.places)
    moved = {listed[place].within for place in chance.choice(len(listed), 50, replace=False)}
    # An hour ago these came off the list.
    ended = [
        one._replace(until=NOON - dt.timedelta(hours=1)) if one.within in moved else one for one in listed
    ]
    before, after = (AsOf(RiskMap(ended), NOON - dt.timedelta(hours=hours)) for hours in (2, 0))
    kept = decide(columns, compiled(columns, made.rules, Sight(columns.places, before), TODAY, made.answers))
    columns = replace(columns, kept=kept)
    places = sorted(place for place in moved if place)
    named = [entry_of(text) for one in made.rules for text in one.said.places]
    around = frozenset(one.around for one in named if one.around)
    columns.there  # noqa: B018 - it lies ready in the folder
    finding = quickest(lambda: concerned(columns, places, around, before, after), 5)
    table = compiled(columns, made.rules, Sight(columns.places, after), TODAY, made.answers)

    def again(some: Columns) -> Array:
        return np.asarray(some.ids[decide(some, table) != some.kept])

    everybody = quickest(lambda: again(columns), 5)
    those = quickest(lambda: again(columns.take(finding.answer)), 5)
    same(those.answer, everybody.answer, "reading those concerned")
    plainly = plain_sample(made, decide(made.columns, made.table), min(SAMPLE // 20, len(columns)))
    # What is read again plainly, with acts and reasons, are only those whose answer is another; before, all were.
    touched = finding.seconds + those.seconds + len(those.answer) / plainly
    whole = len(columns) / plainly
    beside = f"{len(places)} areas; {len(finding.answer):,} people of {len(columns):,} were there or near, {len(those.answer):,} are put elsewhere"
    return [
        Ratio("finding who is concerned", finding.seconds * 1e3, 50, "ms", "<= 1", finding.seconds <= 0.05, beside),
        Ratio("reading again, found and plainly read : everybody plainly", touched, whole, "s", "<= 0.05", touched <= whole / 20),
        Ratio("the tables over those : over everybody", those.seconds * 1e3, everybody.seconds * 1e3, "ms"),
    ]  # fmt: skip
