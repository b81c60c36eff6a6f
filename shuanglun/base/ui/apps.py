"""Django app of the screens; it has no models."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Templates, components and static files of every screen."""

    name = "shuanglun.base.ui"
    label = "ui"
    verbose_name = "界面"
    default_auto_field = "django.db.models.BigAutoField"
