"""How right suggestions are on real messages of a city, split by time, against guessing and against words.

Nobody labelled these messages, so labels are derived: a message belongs to the first level of the label tree whose second-
and third-level names occur in its title. What is compared sees the text below the title only. Even so the words of the tree
come back in the text, and derived labels flatter whatever works by words; so it is measured a second time with the words
that gave a label taken out of its text. Read the ratios, not the heights.
"""

import csv
import datetime as dt
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

from huying.config.bench import Ratio, measured
from huying.help.sorting.keywords import Keywords
from huying.help.sorting.learner import accuracy, learn, macro_f1
from huying.help.sorting.texts import bare
from huying.help.sorting.wordlist import cut
from huying.intake.fields import local_zone
from huying.intake.readers.moments import read_moment

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "citizen_messages"
TESTED = 0.2
AROUND = dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
_PIECES = re.compile(r"[、，（）()]|和|与|及|等")


def words_of_tree() -> dict[str, list[str]]:
    """The words of each first-level label: the names below it, their pieces and words, but for those below
    several labels."""
    found: dict[str, set[str]] = defaultdict(set)
    with (DATA / "labels_15x3.csv").open(encoding="utf-8-sig") as lines:
        for row in csv.DictReader(lines):
            for name in (row["二级分类"], row["三级分类"]):
                found[row["一级分类"]] |= {name, *_PIECES.split(name), *cut(name)}
    shared = Counter(word for words in found.values() for word in words)
    return {
        label: sorted(word for word in words if len(word) >= 2 and shared[word] == 1)
        for label, words in found.items()
    }


def labelled(*, hidden: bool) -> list[tuple[str, str]]:
    """(text without its title, derived label) of the messages of which the title names one label, the oldest first.

    With `hidden` the words that gave the label are taken out of the text.
    """
    tree = words_of_tree()
    words = Keywords(tree)
    found = []
    with gzip.open(DATA / "messages_4326.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title, text = bare(row["title"]), bare(row["text"]).replace(bare(row["title"]), "")
            guesses = words.guesses(title)
            if not guesses or (len(guesses) > 1 and guesses[0].sure == guesses[1].sure):
                continue
            for word in tree[guesses[0].label] if hidden else ():
                text = text.replace(bare(word), " ") if bare(word) in title else text
            at = read_moment(str(row["time"]), zone=local_zone(), around=AROUND).at
            found.append((at, text, guesses[0].label))
    found.sort(key=lambda one: one[0])
    # The same text before and after the cut would be known by heart.
    return list({text: (text, label) for _, text, label in found}.values())


def scores(pairs: list[tuple[str, str]]) -> dict[str, tuple[float, float, float]]:
    """(accuracy, macro-F1, milliseconds a text) on the newest fifth, of the model, the words and the most frequent."""
    until = len(pairs) - round(len(pairs) * TESTED)
    past, newest = pairs[:until], pairs[until:]
    texts, true = [text for text, _ in newest], [label for _, label in newest]
    usual = Counter(label for _, label in past).most_common(1)[0][0]
    words = Keywords(words_of_tree())
    by_words = [guesses[0].label if (guesses := words.guesses(text)) else usual for text in texts]
    model = learn([text for text, _ in past], [label for _, label in past])
    begun = time.perf_counter()
    given = [model.guesses(text)[0].label for text in texts]
    each = (time.perf_counter() - begun) / len(texts) * 1000
    print(f"{len(past)} learned from, {len(newest)} tested, {len(set(true))} labels")
    said = {"model": given, "words": by_words, "majority": [usual] * len(true)}
    return {name: (accuracy(one, true), macro_f1(one, true), each) for name, one in said.items()}


@measured("建议类别：对总猜最多的、对提示词 Suggested category against the most frequent and against words")
def suggestions() -> list[Ratio]:
    """Accuracy and macro-F1 on the newest fifth, with the words that gave the labels taken out and left in."""
    if not DATA.is_dir():
        print(f"{DATA} is not here: nothing is measured")
        return []
    found = []
    for hidden in (True, False):
        got = scores(labelled(hidden=hidden))
        told = "label words out" if hidden else "label words in"
        for n, what in enumerate(("accuracy", "macro-F1")):
            for base in ("majority", "words"):
                ours, theirs = got["model"][n], got[base][n]
                # With the label's own words left in, the words win by construction: no bar there.
                bar = hidden or base == "majority"
                line = Ratio(f"{what}, {told}, model : {base}", ours, theirs, "", "> 1" if bar else "")
                found.append(replace(line, met=ours > theirs) if bar else line)
    each = got["model"][2]
    found.append(Ratio("one suggestion with its reason", each, 50.0, "ms", "<= 1", each <= 50.0))
    return found
