from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The fictional institution."""

    name = "shuanglun.front.demo"
    label = "demo"
    verbose_name = "演示"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the demo's acts, so that readers of its trail see their names."""
        from shuanglun.front.demo import operations  # noqa: F401
