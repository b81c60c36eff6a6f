from django.apps import AppConfig


class SnapshotsConfig(AppConfig):
    name = "shuanglun.evidence.snapshots"
    label = "snapshots"
    verbose_name = "证据快照"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The goals room learns what can be computed for a KPI."""
        from shuanglun.evidence.snapshots import computed

        computed.offer_all()
