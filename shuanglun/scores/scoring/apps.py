from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "shuanglun.scores.scoring"
    label = "scoring"
    verbose_name = "计分"
    default_auto_field = "django.db.models.BigAutoField"
