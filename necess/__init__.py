"""Composition root: settings, addresses, the Celery application."""

from necess.celery import app as celery_app

__all__ = ["celery_app"]
