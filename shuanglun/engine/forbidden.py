"""What may never count: private life (G-02), criticism received (G-07), belief instead of conduct (G-22).

Names, ids and measures are searched; English by whole words, Chinese by phrases. A scheme is refused, not
cleaned: whoever wrote the line shall read why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WORDS = re.compile(r"[a-z]+")
PRIVATE: dict[str, tuple[str, str]] = {
    "宗教信仰": ("religion religious faith church mosque temple", "宗教 信教 教徒 礼拜"),
    "民族": ("ethnicity ethnic nationality race minzu", "民族 族别 汉族 少数民族"),
    "健康": (
        "health medical illness disease disability diagnosis pregnancy pregnant sick mental",
        "健康 病史 疾病 体检 病假 残疾 怀孕 孕产 生育 心理测",
    ),
    "家庭": ("family spouse child children parents kin relatives wife husband", "家庭 配偶 子女 父母 亲属 家属"),
    "籍贯": ("birthplace hometown native jiguan", "籍贯 出生地 老家 户籍"),
    "婚姻": ("marital marriage married divorce divorced", "婚姻 婚育 已婚 未婚 离婚"),
    "私人通信": (
        "chat wechat sms email mail phone call calls message messages social weibo",
        "聊天 微信 短信 通话 邮件 私信 朋友圈 微博 社交",
    ),
    "应用使用时长": (
        "screen app login logins clicks browsing dwell",
        "使用时长 在线时长 登录次数 点击量 浏览 活跃度 停留时间 日活",
    ),
    "人脸与情绪": (
        "face facial emotion emotions sentiment mood biometric camera gps location",
        "人脸 面部 表情 情绪 情感分析 摄像 定位 轨迹 指纹",
    ),
}
CRITICISM_WORDS = frozenset(["criticism", "criticisms", "criticized", "criticised", "complaint", "complaints"])
CRITICISM = ("批评", "投诉", "被举报", "举报次数")
RECEIVED_WORDS = frozenset(["received", "count", "counts", "number", "times"])
RECEIVED = re.compile(r"[受挨被遭]到?(批评|投诉|举报)|(批评|投诉|举报)(意见)?(次数|条数|数量|数|人次|频次)")
ANSWERED = ("整改", "销号", "具体", "及时", "时效", "按期", "rectif", "closure", "closed", "specific", "timel")
BELIEF_WORDS = frozenset(
    (
        "belief", "beliefs", "attitude", "attitudes", "loyalty", "conviction", "convictions", "ideology",
        "thought", "thoughts", "mindset", "stance",
    )
)  # fmt: skip
BELIEF = (
    "信念", "信仰", "觉悟", "忠诚", "态度", "立场", "思想状况", "思想动态", "思想倾向", "思想认识", "价值观", "世界观",
)  # fmt: skip


def _texts(item: Any) -> tuple[str, str, str]:
    """Return an element's id, name and measure."""
    return item.id.lower(), item.name.lower(), getattr(item, "measure", "").lower()


def _spoken(item: Any) -> tuple[str, set[str]]:
    """Return the same as one Chinese-searchable text and a set of English words."""
    text = " ".join(_texts(item))
    return text, set(WORDS.findall(text))


def _elements(context: Any) -> Iterator[tuple[str, Any]]:
    yield from ((f"dimensions[{d}]", dimension) for d, dimension in enumerate(context.scheme.dimensions))
    yield from context.counted()


def private_kind(text: str) -> str | None:
    """Return the kind of private matter that a name speaks of, or None. Used for measures' names as well."""
    lowered = text.lower()
    words = set(WORDS.findall(lowered))
    for kind, (english, chinese) in PRIVATE.items():
        if words & set(english.split()) or any(phrase in lowered for phrase in chinese.split()):
            return kind
    return None


class PrivateLife:
    """G-02: nothing about a person's private life or body may count."""

    def find(self, context: Any) -> Iterator[tuple[str, str, str]]:
        for path, item in _elements(context):
            text, _ = _spoken(item)
            if kind := private_kind(text):
                problem = f"“{item.name}”涉及{kind}，属于个人私生活或敏感个人信息，不得用于评价。"
                yield path, problem, "请删去这一项，只用正式记录的履职事实。"


def _counts_criticism(text: str) -> bool:
    """Tell whether one name, id or measure counts criticism itself rather than what was done about it.

    Rectification, specificity and timeliness may count (methods §2); the very text that speaks of criticism must
    speak of them, or an innocent measure would carry any name through.
    """
    words = set(WORDS.findall(text))
    if not (words & CRITICISM_WORDS or any(phrase in text for phrase in CRITICISM)):
        return False
    counted = bool(words & RECEIVED_WORDS) or RECEIVED.search(text) is not None
    return counted or not any(phrase in text for phrase in ANSWERED)


class CriticismReceived:
    """G-07: criticism received never lowers a score; only the rectification of one's own list counts."""

    def find(self, context: Any) -> Iterator[tuple[str, str, str]]:
        for path, item in _elements(context):
            if any(_counts_criticism(text) for text in _texts(item)):
                problem = f"“{item.name}”按受到的批评或投诉计分。批评与自我批评是组织生活的内容，受到批评不得计入评价。"
                yield path, problem, "请改为“本人问题整改”完成率，或意见是否具体、反馈是否及时。"


class ConductNotBelief:
    """G-22: an indicator states an act that a record shows, never what a person thinks."""

    def find(self, context: Any) -> Iterator[tuple[str, str, str]]:
        for path, item in _elements(context):
            text, words = _spoken(item)
            if words & BELIEF_WORDS or any(phrase in text for phrase in BELIEF):
                problem = f"“{item.name}”评价的是想法而不是行为。评价只看做了什么，不评判信念和态度。"
                yield path, problem, "请改为有记录、有日期的行为。"


FORBIDDEN_RULES = (PrivateLife(), CriticismReceived(), ConductNotBelief())
