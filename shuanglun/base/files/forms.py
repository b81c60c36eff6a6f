"""The form that takes in one attachment."""

from __future__ import annotations

from django import forms

from shuanglun.base.files.kinds import ACCEPT


class FileForm(forms.Form):
    """One file; its content is judged where it is kept."""

    file = forms.FileField(
        label="附件",
        help_text="PDF、PNG、JPEG、docx、xlsx、pptx，10 MB 以内；照片中的拍摄地点、时间会自动去除；涉密材料不得上传",
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的（0 字节）。请确认文件已保存后再上传。"},
    )
