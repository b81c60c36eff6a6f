from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """干部人事."""

    name = "shuanglun.records.people"
    label = "people"
    verbose_name = "干部人事"
    default_auto_field = "django.db.models.BigAutoField"
