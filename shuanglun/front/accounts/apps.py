from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Users, roles and grants."""

    name = "shuanglun.front.accounts"
    label = "accounts"
    verbose_name = "账号权限"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from shuanglun.base import gate
        from shuanglun.front.accounts.middleware import renewed
        from shuanglun.front.accounts.roles import ROLES

        gate.keep({role.code: role.label for role in ROLES.values()}, renewed)
