"""What is learned can be kept, read and explained; nothing that is read is executed."""

import io
import pickle
import random

import numpy as np
import pytest

from huying.help.sorting.keywords import Keywords
from huying.help.sorting.learner import Model, accuracy, grams, learn, macro_f1
from huying.help.sorting.texts import bare, learned_from, spaced, whole

SAID = {
    "medicine": ["降压药快吃完了", "胰岛素断药怎么办", "药店买不到药", "想配药没有处方", "老人断药两天"],
    "food": ["家里没有菜了", "想买大米和蔬菜", "奶粉吃完了买不到", "没吃的了请送菜", "买菜送不进来"],
    "exam": ["明天考试怎么去考场", "高考准考证在学校", "考生被隔离", "选考能不能单独考场", "考试时间快到了"],
}


def sentences(seed: int, each: int) -> tuple[list[str], list[str]]:
    rng = random.Random(seed)
    pairs = [
        (
            f"{rng.choice(['您好', '请问', '急', '我家'])}，{rng.choice(said)}，{rng.choice(['谢谢', '请帮忙', '怎么办'])}",
            label,
        )
        for label, said in SAID.items()
        for _ in range(each)
    ]
    rng.shuffle(pairs)
    return [text for text, _ in pairs], [label for _, label in pairs]


@pytest.fixture(scope="module")
def model() -> Model:
    return learn(*sentences(1, 40))


def test_it_learns_and_says_from_which_words(model: Model) -> None:
    texts, labels = sentences(2, 20)
    given = [model.guesses(text)[0].label for text in texts]
    assert accuracy(given, labels) > 0.95 and macro_f1(given, labels) > 0.95
    best = model.guesses("妈妈断药了，胰岛素没有了")[0]
    assert best.label == "medicine" and 0.5 < best.sure <= 1
    assert best.because and all(word in "妈妈断药了，胰岛素没有了" for word in best.because)
    assert any("药" in word or "胰岛" in word for word in best.because)
    assert sum(guess.sure for guess in model.guesses("断药")) == pytest.approx(1, abs=1e-5)


def test_it_scores_as_the_library_that_learned_it() -> None:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts, labels = sentences(3, 30)
    ours = learn(texts, labels)
    counter = TfidfVectorizer(analyzer=lambda text: list(grams(text).elements()), min_df=3, sublinear_tf=True)
    fitted = LogisticRegression(C=10.0, max_iter=200, class_weight="balanced").fit(
        counter.fit_transform(texts), labels
    )
    for text in sentences(4, 5)[0]:
        theirs = dict(zip(fitted.classes_, fitted.predict_proba(counter.transform([text]))[0], strict=True))
        assert {one.label: one.sure for one in ours.guesses(text)} == pytest.approx(theirs, abs=0.01)


def test_two_labels_are_enough_and_one_is_not() -> None:
    texts, labels = sentences(5, 20)
    two = [(text, label) for text, label in zip(texts, labels, strict=True) if label != "exam"]
    model = learn([text for text, _ in two], [label for _, label in two])
    assert model.guesses("没吃的了，想买菜")[0].label == "food"
    assert model.guesses("断药了，买不到胰岛素")[0].label == "medicine"
    with pytest.raises(ValueError, match="fewer than two"):
        learn(["a", "b"], ["x", "x"])


def test_it_comes_back_from_its_bytes_and_only_numbers_do(model: Model) -> None:
    again = Model.load(model.dump())
    assert again.labels == model.labels and again.guesses("断药了") == model.guesses("断药了")
    out = io.BytesIO()
    np.savez(out, told=np.array([{"labels": []}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        Model.load(out.getvalue())
    with pytest.raises(ValueError, match="pickle"):
        Model.load(pickle.dumps({"labels": []}))


def test_a_text_nobody_could_know_is_answered_without_reasons(model: Model) -> None:
    for text in ("", "    ", "😀😀", "xyz", "\x00"):
        assert model.guesses(text)[0].because == ()


def test_no_number_is_learned_by_heart() -> None:
    assert learned_from("电话１３８１２３４８０００，急") == "电话0 急"
    assert not any(char.isdigit() and char != "0" for gram in grams("电话13812348000") for char in gram)


def test_texts_that_differ_in_dress_only_are_the_same() -> None:
    assert bare("您好，３０１室 ＡＢＣ！\n缺药。") == bare("您好301室abc缺药") == "您好301室abc缺药"
    assert spaced("A市B区：停水（两天）") == "a市b区 停水 两天"
    assert whole("缺药", "缺药，急") == "缺药，急" and whole("缺药", "三天了") == "缺药\n三天了"


def test_words_of_categories_suggest_and_the_longer_word_is_louder() -> None:
    words = Keywords({"medicine": ["药", "断药", "胰岛素"], "food": ["买菜", "奶粉"], "none": []})
    best, other = words.guesses("断药了，胰岛素没了，也没法买菜")
    assert (best.label, best.because) == ("medicine", ("胰岛素", "断药")) and other.label == "food"
    assert best.sure == pytest.approx(5 / 7)
    assert words.guesses("路灯不亮") == []


def test_measures_are_those_of_the_textbook() -> None:
    given, true = ["a", "a", "b", "c"], ["a", "b", "b", "b"]
    assert accuracy(given, true) == 0.5
    # a: precision 1/2, recall 1; b: precision 1, recall 1/3.
    assert macro_f1(given, true) == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert accuracy([], []) == macro_f1([], []) == 0
