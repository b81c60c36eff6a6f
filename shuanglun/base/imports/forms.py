"""The forms of the import screens. They hold no rule: what is wrong with a file, the reader says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from shuanglun.base.imports.limits import column_letter
from shuanglun.base.imports.models import Batch
from shuanglun.base.imports.reader import EXTENSIONS
from shuanglun.base.imports.sheet import Sheet

NOT_SENT = "没有收到完整的文件，可能网络中断。没有保存任何内容，请重新上传。"


class UploadForm(forms.Form):
    """One file. `whole` stands behind the file in the request: when it is missing, the upload was cut off."""

    file = forms.FileField(
        label="文件",
        help_text=f"{'、'.join(EXTENSIONS)}，10 MB 以内，最多 20,000 行",
        widget=forms.FileInput(attrs={"accept": ",".join(EXTENSIONS)}),
        error_messages={
            "required": "请选择文件。",
            "empty": "文件是空的（0 字节）。请确认文件已保存后再上传。",
            "missing": "没有收到文件，请重新选择。",
            "invalid": "没有收到文件，请重新选择。",
        },
    )
    whole = forms.CharField(required=False, initial="1", widget=forms.HiddenInput)

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.too_large:
            self.errors.pop("file", None)  # the file is missing because it was too large
            self.add_error("file", "文件超过 10 MB。请拆成几个文件分次导入。")
        elif "file" in data and data.get("whole") != "1":
            self.add_error("file", NOT_SENT)
        return data


class MappingForm(forms.Form):
    """One select for each column of the file: which field it is, or nothing."""

    def __init__(self, *args: Any, sheet: Sheet, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        fields = [
            ("", "不导入"),
            *((item.name, item.label + ("（必填）" if item.required else "")) for item in sheet.fields),
        ]
        chosen = {index: name for name, index in batch.mapping.items()}
        for column in batch.head:
            letter = column_letter(column["index"])
            self.fields[f"column-{column['index']}"] = forms.ChoiceField(
                label=column["label"],
                choices=fields,
                required=False,
                initial=chosen.get(column["index"], ""),
                widget=forms.Select(attrs={"aria-label": f"{letter} 列“{column['label']}”是"}),
            )

    @staticmethod
    def mapping_of(data: Mapping[str, str]) -> dict[str, int]:
        """Field name → column index, as chosen."""
        return {field: int(name.removeprefix("column-")) for name, field in data.items() if field}

    def columns(self) -> list[dict[str, Any]]:
        """The columns of the file with letter, samples and select, for the page."""
        return [
            {**column, "letter": column_letter(column["index"]), "field": self[f"column-{column['index']}"]}
            for column in self.batch.head
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for name, field in list(data.items()):  # an error takes its field out of the data
            if field and field in taken:
                first = self.fields[taken[field]].label
                self.add_error(name, f"与“{first}”列选择了同一项，只能保留一列。")
            taken.setdefault(field, name)
        return data


class CommitForm(forms.Form):
    """Whether rows with problems may be left out. Never chosen beforehand."""

    only_clean = forms.BooleanField(label="只导入无问题的行", required=False)
