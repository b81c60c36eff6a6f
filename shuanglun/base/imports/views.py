"""The screens of one sheet: upload and past batches, mapping, check, commit, the batch, undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from shuanglun.base.imports import operations
from shuanglun.base.imports.forms import CommitForm, MappingForm, UploadForm
from shuanglun.base.imports.models import Batch, BatchProblem, BatchRow
from shuanglun.base.imports.queries import entries_of, history_of, steps_of
from shuanglun.base.imports.rules import BIG, CHECKED, COMMITTED, PREVIEW, UNDONE, UPLOADED, WAITING
from shuanglun.base.imports.sheet import Sheet
from shuanglun.base.imports.tables import BatchTable, ProblemTable, WrittenTable, problems_of
from shuanglun.base.imports.template_file import workbook
from shuanglun.base.jobs import enqueue
from shuanglun.base.ui.screens import Action, confirm_screen, done, form_screen, list_screen, screen
from shuanglun.base.verdicts import Refused, RefusedError, Verdict

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LEFT_OUT = 200
"""Problems of left-out rows that the page of a batch lists."""

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Pages:
    """The views of one sheet."""

    upload: View
    template: View
    batch: View
    mapping: View
    check: View
    commit: View
    undo: View
    cancel: View


def pages(sheet: Sheet) -> Pages:
    """The views of one sheet, each behind the sheet's right."""

    def guarded(view: Callable[..., HttpResponse]) -> View:
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            return view(request, sheet, **kwargs)

        answer.__name__ = f"{view.__name__.strip('_')}_{sheet.slug}"
        answer.__doc__ = view.__doc__
        return screen(sheet.right)(answer)

    views: list[Callable[..., HttpResponse]]
    views = [_upload, _template, _batch, _mapping, _check, require_POST(_commit), _undo, require_POST(_cancel)]
    return Pages(*map(guarded, views))


def _upload(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Choose a file; below are the batches so far."""
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*posted, too_large=getattr(request, "upload_too_large", False))
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = operations.receive(sheet, file.name, file.chunks())
        except RefusedError as refused:
            form.add_error("file", refused.reason)
        else:
            return redirect(sheet.url_name("mapping"), pk=batch.pk)
    response = list_screen(
        request,
        BatchTable,
        Batch.objects.filter(kind=sheet.kind),
        title=sheet.title,
        sub=sheet.help,
        actions=[Action("下载模板", sheet.url_name("template"), icon="ti-download")],
        crumbs=[(sheet.label, sheet.list_url)] if sheet.list_url else (),
        template="imports/upload.html",
        form=form,
        sheet=sheet,
        keep_days=settings.IMPORT_KEEP_DAYS,
        undo_days=settings.IMPORT_UNDO_DAYS,
        steps=steps_of(0),
    )
    response.status_code = 422 if form.is_bound else 200
    return response


def _template(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """The template to fill in."""
    response = HttpResponse(workbook(sheet), content_type=XLSX)
    name = quote(f"{sheet.label}模板.xlsx")
    response["Content-Disposition"] = f"attachment; filename=\"template.xlsx\"; filename*=UTF-8''{name}"
    return response


def _mapping(request: HttpRequest, sheet: Sheet, pk: int) -> HttpResponse:
    """Which column is which field: guessed, then decided here."""
    batch = _found(sheet, pk)
    if batch.state not in WAITING:
        return redirect(batch)

    def save(data: dict[str, Any]) -> HttpResponse:
        mapping = operations.mappings.check(sheet, MappingForm.mapping_of(data), batch.columns)
        if batch.is_big:
            return redirect(enqueue("imports.check", batch=batch.pk, mapping=mapping))
        operations.check(sheet, batch, mapping)
        return redirect(sheet.url_name("check"), pk=batch.pk)

    return form_screen(
        request,
        MappingForm,
        title="核对各列的含义",
        sub=f"{batch.file_name} · {batch.rows:,} 行数据",
        save=save,
        back=(sheet.url_name(),),
        submit="检查数据",
        actions=[_give_up(sheet, batch)],
        form_kwargs={"sheet": sheet, "batch": batch},
        crumbs=[(sheet.title, sheet.url_name())],
        template="imports/mapping.html",
        batch=batch,
        sheet=sheet,
        steps=steps_of(1),
    )


def _check(request: HttpRequest, sheet: Sheet, pk: int) -> HttpResponse:
    """What the dry run found, and the button that commits."""
    batch = _found(sheet, pk)
    if batch.state != CHECKED:
        return redirect(batch)
    problems = BatchProblem.objects.filter(batch=batch)
    return list_screen(
        request,
        problems_of(batch, problems),
        problems,
        title="检查结果",
        sub=f"{batch.file_name} · 尚未写入任何内容",
        actions=[
            Action("重新对应列", sheet.url_name("mapping"), args=(batch.pk,), icon="ti-arrow-back-up"),
            _give_up(sheet, batch),
        ],
        crumbs=[(sheet.title, sheet.url_name())],
        template="imports/check.html",
        batch=batch,
        sheet=sheet,
        steps=steps_of(2),
        changes=batch.preview[:PREVIEW],
        more_changes=len(batch.preview) > PREVIEW,
        commit_url=sheet.url_name("commit"),
    )


def _commit(request: HttpRequest, sheet: Sheet, pk: int) -> HttpResponse:
    """Write the batch. Pressing twice has one effect."""
    batch = _found(sheet, pk)
    form = CommitForm(request.POST)
    only_clean = form.is_valid() and form.cleaned_data["only_clean"]
    if batch.is_big and batch.state == CHECKED:
        return redirect(enqueue("imports.commit", batch=batch.pk, only_clean=only_clean))
    batch = operations.commit(sheet, batch, only_clean=only_clean)
    trail = entries_of(batch)[0].trail_id
    done(request, f"已导入 {batch.writes} 行：新增 {batch.new} 行，修改 {batch.changed} 行", trail=trail)
    return redirect(batch)


def _batch(request: HttpRequest, sheet: Sheet, pk: int) -> HttpResponse:
    """A committed or undone batch: what it wrote, who did it, and the way back."""
    batch = _found(sheet, pk)
    if batch.state in WAITING:
        return redirect(sheet.url_name("mapping" if batch.state == UPLOADED else "check"), pk=pk)
    problems = list(BatchProblem.objects.filter(batch=batch).order_by("row_no", "id")[: MOST_LEFT_OUT + 1])
    actions = [Action(f"查看{sheet.label}", sheet.list_url)] if sheet.list_url and batch.committed_at else []
    verdict = operations.may_undo(batch)
    if batch.state == COMMITTED:
        actions.append(
            Action("撤销这一批次", sheet.url_name("undo"), args=(pk,), danger=True, icon="ti-arrow-back-up",
                   why_not=verdict.reason if isinstance(verdict, Refused) else "")
        )  # fmt: skip
    return list_screen(
        request,
        WrittenTable,
        BatchRow.objects.filter(batch=batch).defer("before"),
        title=f"{sheet.label}批次 #{batch.pk}",
        sub=batch.get_state_display(),
        actions=actions,
        crumbs=[(sheet.title, sheet.url_name())],
        template="imports/batch.html",
        batch=batch,
        sheet=sheet,
        facts=_facts(batch, verdict),
        problems=problems and ProblemTable.plain(problems[:MOST_LEFT_OUT]),
        most_problems=MOST_LEFT_OUT if len(problems) > MOST_LEFT_OUT else None,
        keep_days=settings.IMPORT_KEEP_DAYS,
        history=history_of(entries_of(batch)),
    )


def _undo(request: HttpRequest, sheet: Sheet, pk: int) -> HttpResponse:
    """Ask, then take the batch back."""
    batch = _found(sheet, pk)

    def save() -> HttpResponse | None:
        if batch.writes > BIG:
            return redirect(enqueue("imports.undo", batch=batch.pk))
        operations.undo(sheet, batch)
        return None

    return confirm_screen(
        request,
        title=f"撤销{sheet.label}批次 #{batch.pk}",
        text=f"新增的 {batch.new} 行将删除，修改的 {batch.changed} 行将恢复原值。"
        "导入之后又被改动或被使用的记录会使撤销停止，那时不会有任何变化。",
        save=save,
        back=batch,
        submit="撤销这一批次",
        done_text="已撤销，数据恢复到导入之前",
        danger=True,
        crumbs=[(sheet.title, sheet.url_name())],
    )


def _cancel(request: HttpRequest, sheet: Sheet, pk: int) -> HttpResponse:
    """Give an upload up."""
    operations.cancel(sheet, _found(sheet, pk))
    done(request, "已放弃，上传的内容已删除，没有写入任何记录")
    return redirect(sheet.url_name())


def _give_up(sheet: Sheet, batch: Batch) -> Action:
    return Action(
        "放弃", sheet.url_name("cancel"), args=(batch.pk,), post=True, icon="ti-trash",
        ask=f"放弃导入“{batch.file_name}”？上传的内容将删除，系统中的记录不受影响。",
    )  # fmt: skip


def _found(sheet: Sheet, pk: int) -> Batch:
    return get_object_or_404(Batch.objects.filter(kind=sheet.kind), pk=pk)


def _facts(batch: Batch, undo: Verdict) -> list[tuple[str, Any]]:
    def minute(moment: Any) -> str:
        return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"

    facts = [
        ("文件", batch.file_name),
        ("文件指纹", f"SHA-256 {batch.sha256[:16]}…"),
        ("上传", f"{batch.created_by}，{minute(batch.created_at)}"),
        ("导入", minute(batch.committed_at)),
    ]
    if batch.committed_at and undo:
        until = batch.committed_at + timedelta(days=settings.IMPORT_UNDO_DAYS)
        facts.append(("可以撤销", f"至 {minute(until)}，且导入之后没有改动"))
    if batch.state == UNDONE:
        facts.append(("撤销", minute(batch.undone_at)))
    if batch.only_clean and batch.bad_rows:
        facts.append(("跳过", f"{batch.bad_rows} 行有问题，未导入"))
    return facts
