"""An SMTP server that misbehaves in one way during its first conversations, and then recovers."""

import socketserver
import time
from collections import Counter
from email import message_from_bytes, policy
from threading import Lock, Thread
from typing import Self

REFUSALS = {
    ("greylisted", "RCPT"): "450 4.2.0 come back later",
    ("mailbox full", "RCPT"): "452 4.2.2 mailbox full",
    ("closing", "MAIL"): "421 4.3.2 closing",
}
CUTS = {("cut after greeting", "EHLO")}


class Conversation(socketserver.StreamRequestHandler):
    """One connection: the greeting, then commands, each through the fault that is on."""

    def handle(self) -> None:
        self.fault = self.server.office.fault_of_this_one()
        if self.fault == "no banner":
            time.sleep(self.server.office.patience)
            return
        if self.fault == "busy banner":
            self.say("421 4.3.2 too busy")
            return
        self.say("220 ready")
        going = True
        while going and (line := self.rfile.readline()):
            if self.fault == "slow":
                time.sleep(0.004)
            going = self.answer(line[:4].upper().decode())

    def answer(self, command: str) -> bool:
        """Answer one command; false to hang up."""
        if command == "DATA":
            return self.data()
        if (self.fault, command) in CUTS:
            return False
        self.say(REFUSALS.get((self.fault, command), "250 fine"))
        return command != "QUIT"

    def data(self) -> bool:
        if self.fault == "data refused":
            self.say("451 4.7.1 greylisted")
            return True
        self.say("354 go on")
        if self.fault == "cut in data":
            self.rfile.readline()
            return False
        content = b"".join(iter(self.rfile.readline, b".\r\n"))
        if self.fault == "full after data":
            self.say("452 4.3.1 full")
            return True
        self.server.office.take(content)
        if self.fault == "cut after data":
            return False
        self.say("250 taken")
        return True

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class FaultyOffice:
    """Keeps the number of every message it took, as often as it took it."""

    def __init__(self, fault: str, conversations: int, patience: float) -> None:
        self.fault, self.left, self.patience = fault, conversations, patience
        self.taken: Counter[str] = Counter()
        self._lock = Lock()
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation)
        self._server.daemon_threads = True
        self._server.office = self
        self.port = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fault_of_this_one(self) -> str:
        with self._lock:
            self.left -= 1
            return self.fault if self.left >= 0 else ""

    def take(self, content: bytes) -> None:
        with self._lock:
            self.taken[message_from_bytes(content, policy=policy.default)["Message-ID"]] += 1
