"""Forms of instruments and the parts of a version."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from shuanglun.records.surveys.choices import InstrumentKind
from shuanglun.records.surveys.rules import shape
from shuanglun.records.surveys.rules.shape import CHOICE, FLAG, Content, lettered

PLAIN = {"autocomplete": "off"}
CODE_HELP = "小写字母、数字和下划线，以字母开头；保存后不再改，汇总和导出用它"


def _figure(label: str, most: int, least: int = 0, **options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", **PLAIN})
    return forms.IntegerField(label=label, min_value=least, max_value=most, widget=widget, **options)


def _code() -> forms.CharField:
    return forms.CharField(label="代号", max_length=20, help_text=CODE_HELP, widget=forms.TextInput(attrs=PLAIN))


def _lines(label: str, rows: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **options)


def scale_letters(content: Content) -> list[tuple[str, str]]:
    """Every option of every scale as a choice: "scale:letter" and its words."""
    return [
        (f"{code}:{letter}", f"{scale['label']} · {option['label']}")
        for code, scale in content["scales"].items()
        for letter, option in lettered(scale["options"])
    ]


def letters_in(chosen: list[str], scale: str) -> list[str]:
    """The letters chosen of one scale, in order; "scale:letter" of other scales are left out."""
    return [letter for code, _, letter in (value.partition(":") for value in chosen) if code == scale]


class InstrumentForm(forms.Form):
    """A new instrument."""

    code = forms.CharField(label="编号", max_length=20, widget=forms.TextInput(attrs=PLAIN))
    title = forms.CharField(label="测评表名称", max_length=80)
    kind = forms.ChoiceField(label="类别", choices=InstrumentKind.choices)


class RenameForm(forms.Form):
    """Another title or kind."""

    title = forms.CharField(label="测评表名称", max_length=80)
    kind = forms.ChoiceField(label="类别", choices=InstrumentKind.choices)


class SettingsForm(forms.Form):
    """The explanation, the overall question, and what counts as excellent and as passing."""

    help = _lines("说明", 6, max_length=2 * shape.LONGEST_HELP, required=False,
                  help_text="写明分值、权重的依据；发布前必填，发布后人人可查")  # fmt: skip
    overall = forms.ChoiceField(label="总体评价题", required=False, help_text="优秀率和合格以上率按这一题计算")
    excellent = forms.MultipleChoiceField(label="算作优秀的选项", required=False, widget=forms.CheckboxSelectMultiple)
    passing = forms.MultipleChoiceField(
        label="算作合格以上的选项", required=False, widget=forms.CheckboxSelectMultiple, help_text="优秀的也要选上"
    )

    def __init__(self, *args: Any, content: Content, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        asked = [(row["code"], row["head"]) for row in content["questions"] if row["kind"] == CHOICE]
        fields: dict[str, Any] = self.fields
        fields["overall"].choices = [("", "没有总体评价题"), *asked]
        for name in ("excellent", "passing"):
            fields[name].choices = scale_letters(content)

    def clean(self) -> dict[str, Any]:
        """Letters of the overall question's own scale."""
        data: dict[str, Any] = super().clean() or {}
        question = shape.by_code(self.content).get(data.get("overall", ""), {})
        for name in ("excellent", "passing"):
            data[name] = letters_in(data.get(name, []), question.get("scale", ""))
        return data


class PartForm(forms.Form):
    """A part of a draft. Its code is given once and never changed."""

    def __init__(self, *args: Any, content: Content, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content = content
        if not is_new:
            del self.fields["code"]


class QuestionForm(PartForm):
    """One question. Fields that its kind does not use are left aside."""

    head = forms.CharField(label="短名", max_length=shape.LONGEST_HEAD, help_text="印在表头和手机题目上方，如“德”")
    code = _code()
    text = _lines("题目", 2, max_length=shape.LONGEST_TEXT)
    kind = forms.ChoiceField(label="题型", choices=list(shape.KINDS.items()))
    about = forms.ChoiceField(
        label="关于", choices=list(shape.ABOUT.items()), help_text="关于个人或班子的，逐个对象各问一次"
    )
    required = forms.BooleanField(label="必答", required=False, help_text="推荐和文字意见不能设为必答")
    scale = forms.ChoiceField(label="评价标准", required=False, help_text="单选评价和反向测评须选")
    facts = forms.MultipleChoiceField(
        label="须写明事实的选项", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="只用于反向测评，勾选所选评价标准中的选项",
    )  # fmt: skip
    options = _lines("多选的选项", 5, max_length=1200, required=False, help_text="只用于多选，每行一个")
    limit = _figure(
        "字数上限", shape.LONGEST_WORDS, 1, required=False,
        help_text=f"用于文字意见和写事实，不填为 {shape.USUAL_WORDS} 字",
    )  # fmt: skip
    help = forms.CharField(
        label="提示", max_length=shape.LONGEST_HELP, required=False, help_text="选填，显示在题目下方"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content, fields = self.content, dict[str, Any](self.fields)
        scales = [(code, scale["label"]) for code, scale in content["scales"].items()]
        fields["scale"].choices = [("", "请选择"), *scales]
        fields["facts"].choices = scale_letters(content)

    def clean_options(self) -> list[str]:
        """The lines that say something."""
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]

    def clean(self) -> dict[str, Any]:
        """The letters of facts that belong to the chosen scale."""
        data: dict[str, Any] = super().clean() or {}
        data["facts"] = letters_in(data.get("facts", []), data.get("scale", ""))
        if data.get("kind") == FLAG and not data["facts"] and data.get("scale"):
            self.add_error("facts", "反向测评须勾选哪些选项要写事实，且属于所选的评价标准。")
        return data


def question_initial(question: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of a question."""
    return question | {
        "facts": [f"{question.get('scale')}:{letter}" for letter in question.get("facts", [])],
        "options": "\n".join(question.get("options", [])),
    }


POINTS = re.compile(r"(.*?)[\s，,：:=]+(\d{1,4})(?:\s*分)?$")


class ScaleForm(PartForm):
    """A scale: what its options are worth."""

    label = forms.CharField(label="名称", max_length=shape.LONGEST_LABEL)
    code = _code()
    low = _figure("最低分", shape.HIGHEST, help_text="折算为百分制的 0 分")
    high = _figure("最高分", shape.HIGHEST, help_text="折算为百分制的 100 分")
    options = _lines(
        "选项和分值", 6, max_length=1200,
        help_text="每行一个，选项后空一格写分值，如“优秀 100”；不写分值的（如“不了解”）不计入平均，另行列示",
    )  # fmt: skip

    def clean_options(self) -> list[dict[str, Any]]:
        """Options with points, or None for those that stay out of the mean."""
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        return [_option(line) for line in lines]


def _option(line: str) -> dict[str, Any]:
    found = POINTS.fullmatch(line)
    return {"label": found[1].strip(), "points": int(found[2])} if found else {"label": line, "points": None}


def scale_initial(scale: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of a scale."""
    lines = [f"{row['label']} {'' if row['points'] is None else row['points']}".strip() for row in scale["options"]]
    return scale | {"options": "\n".join(lines)}


class IndexForm(PartForm):
    """An index: questions and their weights."""

    label = forms.CharField(label="名称", max_length=shape.LONGEST_LABEL)
    code = _code()
    feeds = forms.ChoiceField(
        label="进入证据", required=False, choices=list(shape.FEEDS.items()),
        help_text="公布以后，个人的这项平均分进入证据目录；不足 5 份的不进入",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [row for row in self.content["questions"] if row["kind"] == CHOICE]
        for row in self.asked:
            self.fields[f"w_{row['code']}"] = _figure(
                f"“{row['head']}”的权重", shape.HIGHEST, required=False,
                help_text=f"{shape.ABOUT[row['about']]}；不填就不算这一题",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """The weights that were filled in."""
        data: dict[str, Any] = super().clean() or {}
        given = {row["code"]: data.pop(f"w_{row['code']}", None) for row in self.asked}
        return data | {"weights": {code: weight for code, weight in given.items() if weight}}


def index_initial(index: dict[str, Any]) -> dict[str, Any]:
    """What the form shows of an index."""
    return index | {f"w_{code}": weight for code, weight in index["weights"].items()}
