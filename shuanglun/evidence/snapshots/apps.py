from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "shuanglun.evidence.snapshots"
    label = "snapshots"
    verbose_name = "证据快照"
    default_auto_field = "django.db.models.BigAutoField"
