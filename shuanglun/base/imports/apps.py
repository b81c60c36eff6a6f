from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ImportsConfig(AppConfig):
    """Every room's `sheets.py` is read once, so that a job can find a sheet by its kind."""

    name = "shuanglun.base.imports"
    label = "imports"
    verbose_name = "导入"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("sheets")
        from shuanglun.base.imports.operations import acts
        from shuanglun.base.imports.sheet import SHEETS

        for sheet in SHEETS.values():
            acts(sheet)  # the trail knows what they are called before anybody imports anything
