"""What the room asks for: a text, numbers, a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django import forms

from shuanglun.base.ui.forms import WordsForm
from shuanglun.engine.facts import Measure
from shuanglun.engine.scheme import Bonus, Dimension, Indicator, Scheme, Target, Thresholds
from shuanglun.engine.terms import plain
from shuanglun.evidence.indicators import queries
from shuanglun.evidence.indicators.reading import audience, lesson, unit, wheel

LARGEST_FILE = 1 << 20
BASIS_POINTS = 100


def _versions() -> list[tuple[str, str]]:
    rows = queries.readable().exclude(state="discarded").order_by("scheme__code", "-valid_from", "-pk")
    return [("", "不复制"), *((str(row.pk), f"{row}（{row.get_state_display()}）") for row in rows)]


class DraftForm(forms.Form):
    """Where a draft comes from: a copy under a new number, a file, or pasted text; exactly one of them."""

    copy_of = forms.ChoiceField(label="复制版本", choices=_versions, required=False)
    version = forms.CharField(label="新版本号", max_length=20, required=False, help_text="年份.序号，例如 2026.1")
    valid_from = forms.DateField(label="生效日期", required=False)
    file = forms.FileField(label="上传 YAML 文件", required=False, help_text="UTF-8 编码，不超过 1 MB")
    source = forms.CharField(
        label="粘贴 YAML 文本",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "class": "source-input", "spellcheck": "false"}),
    )
    sections = (("从已有版本复制", ("copy_of", "version", "valid_from")), ("或者使用自己的文本", ("file", "source")))

    def clean_file(self) -> str:
        """The file's text."""
        file = self.cleaned_data["file"]
        if not file:
            return ""
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("文件超过 1 MB，不像是方案文件，请核对后重选。")
        try:
            return file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError("文件不是 UTF-8 编码，请用 UTF-8 另存后重新上传。") from error

    def clean(self) -> dict[str, Any]:
        """One source, and what a copy needs."""
        data = super().clean() or self.cleaned_data
        ways = [name for name in ("copy_of", "file", "source") if (data.get(name) or "").strip()]
        if not ways and not self.errors:
            raise forms.ValidationError("请选一种来源：复制已有版本、上传文件或粘贴文本。")
        if len(ways) > 1:
            raise forms.ValidationError("来源只能选一种：复制、上传、粘贴请留一项，清空其余。")
        if ways == ["copy_of"]:
            for name, words in (("version", "请填写新版本号。"), ("valid_from", "请填写生效日期。")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return data


class SourceForm(forms.Form):
    """A draft's whole text. `seen` is the stamp of the text the editor started from."""

    source = forms.CharField(
        label="方案原文（YAML）",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 30, "class": "source-input", "spellcheck": "false", "wrap": "off"}),
    )
    seen = forms.CharField(widget=forms.HiddenInput)


class PublishForm(WordsForm):
    """`seen` is the stamp of the text the publisher read."""

    seen = forms.CharField(widget=forms.HiddenInput)


class NumbersForm(forms.Form):
    """The figures of a draft, in the units people use: weights in percent, targets in the measure's unit.

    Fields are named by place (`weight_0_2`), since a draft may still hold one id twice. `content()` is the scheme with
    the typed figures; texts, groups and measures stay as they are.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    valid_from = forms.DateField(label="生效日期")

    def __init__(self, *args: Any, scheme: Scheme, measures: Mapping[str, Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scheme, self.measures = scheme, measures
        self.initial.setdefault("valid_from", scheme.valid_from)
        self.fields["upper"] = _figure("上象限分数线", scheme.thresholds.upper, 2)
        self.fields["w"] = _figure("两维合并时政治维度的比重（%）", scheme.w * 100, 2)
        for d, dimension in enumerate(scheme.dimensions):
            lowest = _figure(f"{dimension.name} 覆盖率下限（%）", dimension.minimum_coverage * 100, 2)
            self.fields[f"lowest_{d}"] = lowest
            for i, item in enumerate(dimension.indicators):
                weight = _figure(f"{item.name} 权重（%）", Decimal(item.weight) / BASIS_POINTS, 2)
                self._add(f"{d}_{i}", item, f"weight_{d}_{i}", weight)
        for i, bonus in enumerate(scheme.bonus):
            points = forms.IntegerField(
                label=f"{bonus.name} 加分上限（分）", initial=bonus.points, widget=_figure_input()
            )
            self._add(f"b_{i}", bonus, f"points_b_{i}", points)

    def _add(self, key: str, item: Indicator | Bonus, name: str, figure: forms.Field) -> None:
        self.fields[name] = figure
        if item.target is not None:
            label = f"{item.name} 目标（每年，{self._unit(item)}）"
            self.fields[f"target_{key}"] = _figure(label, item.target.value / self._lesson(item), 4)

    def _lesson(self, item: Indicator | Bonus) -> int:
        return lesson(item.target.value, self.measures.get(item.measure)) if item.target else 1

    def _unit(self, item: Indicator | Bonus) -> str:
        return unit(item.target.value, self.measures.get(item.measure)) if item.target else ""

    def blocks(self) -> list[dict[str, Any]]:
        """The dimensions for the page: head, coverage field, one row for each indicator and bonus."""
        return [self._block(d, dimension) for d, dimension in enumerate(self.scheme.dimensions)]

    def _block(self, d: int, dimension: Dimension) -> dict[str, Any]:
        kind, word = wheel(dimension.id)
        rows = [self._row(item, f"{d}_{i}", "weight", "%") for i, item in enumerate(dimension.indicators)]
        rows += [
            self._row(item, f"b_{i}", "points", "分")
            for i, item in enumerate(self.scheme.bonus)
            if item.dimension == dimension.id
        ]
        return {"name": dimension.name, "wheel": kind, "word": word, "lowest": self[f"lowest_{d}"], "rows": rows}

    def _row(self, item: Indicator | Bonus, key: str, figure: str, suffix: str) -> dict[str, Any]:
        target = f"target_{key}"
        return {
            "name": item.name,
            "who": audience(item) if isinstance(item, Indicator) else ("加分项",),
            "figure": self[f"{figure}_{key}"],
            "suffix": suffix,
            "target": self[target] if target in self.fields else None,
            "unit": self._unit(item),
        }

    def content(self) -> Scheme:
        """The scheme with the typed figures."""
        data = self.cleaned_data
        bonus = tuple(
            replace(item, points=data[f"points_b_{i}"], target=self._aim(item, f"b_{i}"))
            for i, item in enumerate(self.scheme.bonus)
        )
        return replace(
            self.scheme,
            valid_from=data["valid_from"],
            w=data["w"] / 100,
            thresholds=Thresholds(data["upper"]),
            dimensions=tuple(self._dimension(d, dimension) for d, dimension in enumerate(self.scheme.dimensions)),
            bonus=bonus,
        )

    def _dimension(self, d: int, dimension: Dimension) -> Dimension:
        data = self.cleaned_data
        indicators = tuple(
            replace(item, weight=int(data[f"weight_{d}_{i}"] * BASIS_POINTS), target=self._aim(item, f"{d}_{i}"))
            for i, item in enumerate(dimension.indicators)
        )
        return replace(dimension, minimum_coverage=data[f"lowest_{d}"] / 100, indicators=indicators)

    def _aim(self, item: Indicator | Bonus, key: str) -> Target | None:
        if item.target is None:
            return None
        return replace(item.target, value=self.cleaned_data[f"target_{key}"] * self._lesson(item))


def _figure(label: str, initial: Decimal, places: int) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        initial=plain(initial),
        max_digits=12,
        decimal_places=places,
        widget=_figure_input(),
    )


def _figure_input() -> forms.TextInput:
    return forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "figure-input"})
