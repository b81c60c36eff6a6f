"""Nearly equal texts, against an exact count over all pairs. No database."""

from __future__ import annotations

from itertools import combinations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shuanglun.records.life import similarity
from shuanglun.records.life.similarity import FULL, Near, nearest, normalized, shared_parts

SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 2_000)]
LIMIT = 8_500
COPIED = (
    "会议由支部书记主持，全体党员参加。会上认真学习了有关文件精神，大家一致认为要提高认识、加强学习、改进作风。"
    "会议要求全体党员发挥先锋模范作用，把学习成果转化为推动工作的动力。"
)
SENTENCES = [
    "主持人通报上次会议议定事项的办理情况，两项已办结。",
    "支部委员先传达了上级通知要求，随后围绕重点展开交流。",
    "三名党员作交流发言，讲了工作中的难点和已经采取的办法。",
    "讨论集中在项目进度管理，建议由党员骨干牵头攻关。",
    "青年党员介绍了改进做法，老党员作了点评。",
    "会议对照要求查找差距，逐项明确责任人。",
    "议定由组织委员跟踪落实，结果在下次会议上通报。",
    "请假人员由党小组长一周内补课，补课情况登记备查。",
]


def exact(one: str, other: str) -> float:
    """Jaccard over sets of shingles, without a hash."""
    sets = [
        {text[at : at + similarity.SHINGLE] for at in range(len(text) - similarity.SHINGLE + 1)}
        for text in (normalized(one), normalized(other))
    ]
    return len(sets[0] & sets[1]) / len(sets[0] | sets[1])


def prose(rng: Random, length: int = 300) -> str:
    return "".join(rng.choices(SIGNS, k=length))


def edited(rng: Random, text: str, edits: int) -> str:
    signs = list(text)
    for _ in range(edits):
        at = rng.randrange(len(signs))
        signs[at : at + 1] = rng.choice(([], [rng.choice(SIGNS)], [signs[at], rng.choice(SIGNS)]))
    return "".join(signs)


def test_random_edits_are_found_and_nothing_else():
    rng = Random(3)
    texts = [prose(rng) for _ in range(400)]
    texts += [edited(rng, texts[place], rng.randint(1, 16)) for place in range(400)]
    alike = {place: exact(texts[place], texts[place + 400]) for place in range(400)}
    due = {place + 400 for place, value in alike.items() if value >= 0.85}
    found = nearest(texts, LIMIT)
    assert len(due) > 100 and len(due) < 350  # both sides of the limit are tried
    assert len(due & set(found)) >= 0.99 * len(due)
    assert set(found) <= due
    for place, near in found.items():
        assert near == Near(place - 400, int(alike[place - 400] * FULL), place - 400, 2)


def test_every_pair_of_a_small_book_is_as_the_oracle_says():
    rng = Random(5)
    texts = ["".join(rng.sample(SENTENCES, 5)) for _ in range(150)]
    found = nearest(texts, LIMIT)
    best = dict.fromkeys(range(150), 0.0)
    for earlier, later in combinations(range(150), 2):
        best[later] = max(best[later], exact(texts[earlier], texts[later]))
    assert {place for place, value in best.items() if value >= 0.85} == set(found)
    assert all(near.similarity == int(best[place] * FULL + 1e-9) for place, near in found.items())


def test_four_hundred_equal_minutes_are_one_chain_and_no_square():
    found = nearest([COPIED] * 400, LIMIT)
    assert found == {place: Near(place - 1, FULL, 0, 400) for place in range(1, 400)}


def test_a_changed_date_hides_no_copy():
    text = "三月十五日支部在3号会议室开会，" + COPIED
    other = "12 月 8 日支部在 5 号会议室开会。" + COPIED.replace("，", ",")
    assert nearest([text, other], LIMIT) == {1: Near(0, FULL, 0, 2)}


def test_of_equally_near_ones_the_latest_is_named():
    rng = Random(2)
    text = prose(rng)
    near = text[:-1]
    found = nearest([text, prose(rng), text, near], LIMIT)
    assert found[2] == Near(0, FULL, 0, 3)
    assert (found[3].place, found[3].size) == (2, 3)


@pytest.mark.parametrize("length", [0, 1, similarity.SHINGLE + similarity.FEWEST - 2])
def test_short_notes_are_left_out(length):
    text = "".join(SIGNS[:length])
    assert nearest([text, text], LIMIT) == {}
    longer = "".join(SIGNS[: similarity.SHINGLE + similarity.FEWEST - 1])
    assert nearest([longer, longer], LIMIT) == {1: Near(0, FULL, 0, 2)}


def test_the_answer_is_the_same_every_time():
    """Not Python's hash(), which differs from process to process: the very signature is kept here."""
    signature = similarity._signatures([normalized(COPIED)], lambda done: None)[0]
    assert signature.tolist()[:4] == [19015769, 29113739, 74783137, 62330172]


def test_progress_is_told_and_may_stop_the_work():
    class Stop(Exception):
        pass

    def tell(done: int, total: int) -> None:
        assert total == 1_200
        if done >= 500:
            raise Stop

    rng = Random(1)
    with pytest.raises(Stop):
        nearest([prose(rng, 60) for _ in range(1_200)], LIMIT, tell)


texts = st.text(alphabet="会议学习讨论支部党员要求落实工作提高认识加强，。3", max_size=120)


@given(texts, texts)
def test_similarity_is_symmetric_and_that_of_the_sets(one, other):
    assert similarity.similarity(one, other) == similarity.similarity(other, one)
    if len(normalized(one)) >= similarity.SHINGLE:
        assert similarity.similarity(one, one) == FULL
        assert similarity.similarity(one, other) == int(exact(one, other) * FULL + 1e-9)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_the_order_of_the_texts_changes_no_group(seed, shuffler):
    """As long as no text has more earlier candidates than are counted exactly."""
    rng = Random(seed)
    originals = [prose(rng, 80) for _ in range(3)]
    book = [edited(rng, rng.choice(originals), rng.randint(0, 2)) for _ in range(similarity.VERIFIED + 1)]
    shuffled = book[:]
    shuffler.shuffle(shuffled)
    assert _groups(book) == _groups(shuffled)


def _groups(book: list[str]) -> list[int]:
    """How many texts each group holds."""
    return sorted({near.first: near.size for near in nearest(book, LIMIT).values()}.values())


def test_what_two_texts_share_is_marked_wherever_it_stands():
    one = "甲乙丙丁戊，己庚辛。上面是第一份自己的话"
    other = "下面是另外一份的话：甲乙丙丁戊 己庚辛"
    assert shared_parts(one, other) == (
        [("甲乙丙丁戊，己庚辛", True), ("。上面是第一份自己的话", False)],
        [("下面是另外一份的话：", False), ("甲乙丙丁戊 己庚辛", True)],
    )


@given(texts, texts)
def test_marked_parts_put_together_are_the_text(one, other):
    parts = shared_parts(one, other)
    assert ["".join(text for text, _ in side) for side in parts] == [one, other]
