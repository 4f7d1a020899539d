"""The composition root as an application: the last one installed, so that every permission exists when it is told."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class NecessConfig(AppConfig):
    """Gives each staff group its permissions once all tables are migrated."""

    name = "necess"

    def ready(self) -> None:
        from accounts.roles import assign_permissions  # noqa: PLC0415 - models are ready from here on only

        post_migrate.connect(assign_permissions, sender=self)


class NecessAdminConfig(AdminConfig):
    """Django's admin, entered through the site's own login."""

    default_site = "necess.admin.NecessAdminSite"
