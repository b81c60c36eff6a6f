"""Short work of this room that nobody asks for."""

from __future__ import annotations

from shuanglun.base.files import store
from shuanglun.base.files.models import StoredFile
from shuanglun.base.jobs import chore


@chore("清理无主附件")
def clear_strays() -> int:
    """Files of transactions that did not come to their end."""
    named = (
        place
        for model in StoredFile.__subclasses__()
        if not model._meta.abstract
        for place in model._base_manager.values_list("place", flat=True).iterator()
    )
    return store.clear_strays(named)
