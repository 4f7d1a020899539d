"""Invented people for ``make run``: staff, attendees and claims, made by the same functions as real ones."""
