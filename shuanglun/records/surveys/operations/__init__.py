"""Acts of the surveys room."""

from shuanglun.records.surveys.operations.instruments import (
    add_instrument,
    discard_version,
    draft_version,
    edit_version,
    keep_index,
    keep_question,
    keep_scale,
    load_shipped,
    move_question,
    publish_version,
    remove_index,
    remove_question,
    remove_scale,
    rename_instrument,
    retire_version,
)

__all__ = [
    "add_instrument", "discard_version", "draft_version", "edit_version", "keep_index", "keep_question", "keep_scale",
    "load_shipped", "move_question", "publish_version", "remove_index", "remove_question", "remove_scale",
    "rename_instrument", "retire_version",
]  # fmt: skip
