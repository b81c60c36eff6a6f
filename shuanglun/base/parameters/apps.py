from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ParametersConfig(AppConfig):
    """Parameters; every room's `parameters.py` is read at start, so that the list is complete."""

    name = "shuanglun.base.parameters"
    label = "parameters"
    verbose_name = "参数"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("parameters")
