"""Sorting and searching names, surnames read as surnames."""

import pytest

from shuanglun.records.people import names


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("林一禾", "lin2 yi1 he2"),
        ("单雄", "shan4 xiong2"),
        ("曾静", "zeng1 jing4"),
        ("解方", "xie4 fang1"),
        ("仇远", "qiu2 yuan3"),
        ("查明", "zha1 ming2"),
        ("区宁", "ou1 ning2"),
        ("朴秀", "piao2 xiu4"),
        ("尉迟恭", "yu4 chi2 gong1"),
        ("万俟青", "mo4 qi2 qing1"),
        ("欧阳明", "ou1 yang2 ming2"),
        ("张单", "zhang1 dan1"),
        (" 张　三 ", "zhang1 san1"),
        ("阿依·古丽", "a1 yi1 gu3 li4"),
        ("吕思", "lv3 si1"),
        ("Anna 王", "a n n a wang2"),
        ("", ""),
    ],
)
def test_the_sort_key_reads_surnames_as_surnames(name, key):
    assert names.sort_key(name) == key


def test_initials_find_people():
    assert [names.initials(name) for name in ("林一禾", "尉迟恭", "单雄")] == ["lyh", "ycg", "sx"]
    assert names.typed(" LYH ") == "lyh"


def test_people_sort_as_in_a_dictionary():
    people = ["周安", "单雄", "曾静", "安宁", "张三", "解方"]
    assert sorted(people, key=names.sort_key) == ["安宁", "单雄", "解方", "曾静", "张三", "周安"]


def test_keys_fit_their_columns():
    assert len(names.sort_key("阿" * 60)) <= 120
    assert len(names.initials("阿" * 60)) == 20
