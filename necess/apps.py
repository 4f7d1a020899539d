"""The composition root as an application, and the admin it composes."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class NecessConfig(AppConfig):
    """Gives each staff group its permissions once all tables are migrated."""

    name = "necess"

    def ready(self) -> None:
        from accounts.roles import assign_permissions  # noqa: PLC0415 - models are ready from here on only

        last_with_tables = apps.get_app_config("reimbursement")
        post_migrate.connect(assign_permissions, sender=last_with_tables)


class NecessAdminConfig(AdminConfig):
    """Django's admin, entered through the site's own login."""

    default_site = "necess.admin.NecessAdminSite"
