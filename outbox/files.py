"""A mail transport for demonstrations: one ``.eml`` file per message, which any mail program opens."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmlBackend(BaseEmailBackend):
    """Writes messages into ``folder``, named by time and receiver."""

    def __init__(self, folder: Path, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.folder = folder

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write every message and return how many; raises OSError when the folder cannot be written."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            receiver = "".join(c if c.isalnum() or c in ".-_" else "_" for c in message.to[0].split("@")[0])
            name = f"{timezone.now():%Y%m%d-%H%M%S-%f}-{receiver[:40]}.eml"
            (self.folder / name).write_bytes(message.message().as_bytes())
        return len(email_messages)
