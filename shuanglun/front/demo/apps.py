from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "shuanglun.front.demo"
    label = "demo"
    verbose_name = "演示"
    default_auto_field = "django.db.models.BigAutoField"
