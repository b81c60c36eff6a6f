from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles and grants."""

    name = "shuanglun.front.accounts"
    label = "accounts"
    verbose_name = "账号权限"
    default_auto_field = "django.db.models.BigAutoField"
