"""What never reaches a log: the tokens of personal links."""

import logging
import re

# Tokens have 43 url-safe characters (accounts.tokens); nothing else in our addresses is that long.
TOKEN = re.compile(r"[A-Za-z0-9_-]{40,}")


class MaskTokens(logging.Filter):
    """Replaces every long random run of characters by ``***`` in the message and its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.msg, str):
            message = record.getMessage()
            record.msg, record.args = TOKEN.sub("***", message), None
        elif isinstance(record.msg, dict):
            record.msg = {
                key: TOKEN.sub("***", value) if isinstance(value, str) else value for key, value in record.msg.items()
            }
        return True
