"""How Chinese names sort and are searched: by pinyin, surnames read as surnames.

单 is shan and not dan, 尉迟 is yu chi. The key holds syllables with tone, so that names sort as in a dictionary
and a typed prefix ("lin yi") finds by the same index; it says nothing of strokes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

SURNAMES = {
    **{"万俟": "mo4 qi2", "尉迟": "yu4 chi2", "长孙": "zhang3 sun1", "澹台": "tan2 tai2", "皇甫": "huang2 fu3"},
    **{"令狐": "ling2 hu2", "单于": "chan2 yu2", "宰父": "zai3 fu3", "乐正": "yue4 zheng4", "欧阳": "ou1 yang2"},
    **{"司马": "si1 ma3", "上官": "shang4 guan1", "诸葛": "zhu1 ge3", "东方": "dong1 fang1", "公孙": "gong1 sun1"},
    **{"宇文": "yu3 wen2", "慕容": "mu4 rong2", "司徒": "si1 tu2", "端木": "duan1 mu4", "南宫": "nan2 gong1"},
    **{"夏侯": "xia4 hou2", "轩辕": "xuan1 yuan2", "闻人": "wen2 ren2", "赫连": "he4 lian2", "呼延": "hu1 yan2"},
    **{"钟离": "zhong1 li2", "独孤": "du2 gu1", "东郭": "dong1 guo1", "百里": "bai3 li3", "西门": "xi1 men2"},
    **{"单": "shan4", "曾": "zeng1", "解": "xie4", "仇": "qiu2", "查": "zha1", "区": "ou1", "朴": "piao2"},
    **{"乐": "yue4", "任": "ren2", "华": "hua4", "盖": "ge3", "召": "shao4", "缪": "miao4", "覃": "qin2"},
    **{"黑": "he4", "员": "yun4", "翟": "zhai2", "祭": "zhai4", "洗": "xian3", "种": "chong2", "秘": "bi4"},
    **{"宓": "mi4", "繁": "po2", "折": "she2", "过": "guo1", "应": "ying1", "宁": "ning4", "纪": "ji3"},
    **{"葛": "ge3", "哈": "ha3", "车": "che1", "晟": "cheng2", "相": "xiang4", "燕": "yan1", "句": "gou1"},
    **{"牟": "mu4", "柏": "bai3", "能": "nai4", "那": "na1", "訾": "zi1", "都": "du1", "重": "chong2"},
    **{"谌": "chen2", "沈": "shen3", "盛": "sheng4", "殷": "yin1", "贾": "jia3", "冯": "feng2", "薄": "bo2"},
    **{"莘": "shen1", "隽": "juan4", "叶": "ye4", "占": "zhan1", "郗": "xi1", "郇": "xun2", "卜": "bu3"},
    **{"长": "zhang3", "石": "shi2", "尹": "yin3", "夏": "xia4", "尉": "wei4", "隗": "wei3", "角": "jue2"},
}
"""Surnames whose reading differs from the common one, and the two-character ones."""


def normal(name: object) -> str:
    """The name without any space, in half-width form: "张　三" is 张三."""
    return "".join(unicodedata.normalize("NFKC", str(name)).split())


def sort_key(name: object) -> str:
    """Syllables with tone, surname first: 林一禾 → "lin2 yi1 he2". At most 120 characters."""
    return " ".join(_syllables(normal(name)))[:120]


def initials(name: object) -> str:
    """First letters for searching: 林一禾 → "lyh". At most 20."""
    return "".join(syllable[0] for syllable in _syllables(normal(name)))[:20]


def typed(text: object) -> str:
    """What somebody typed in pinyin, ready to be compared with `initials`: lower case without spaces."""
    return normal(text).lower()


@lru_cache(maxsize=1_000)
def _syllables(name: str) -> tuple[str, ...]:
    length = next((n for n in (2, 1) if len(name) > n and name[:n] in SURNAMES), 0)
    surname = SURNAMES[name[:length]].split() if length else []
    return (*surname, *(syllable for character in name[length:] if (syllable := _reading(character))))


@lru_cache(maxsize=30_000)
def _reading(character: str) -> str:
    """Pinyin with tone digit; letters and digits as they are; nothing for dots and signs."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if not character.isalpha():
        return ""
    from pypinyin import Style, pinyin  # 0.3 s to load: only where names are written

    return str(pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0][0]).lower()
