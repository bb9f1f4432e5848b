"""Ports of this machine, and what to say of one that cannot be had."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass

from graph.errors import EngineError


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of an engine on 127.0.0.1."""

    bolt: int
    http: int

    @property
    def browser(self) -> str:
        """Address of the Neo4j Browser."""
        return f"http://127.0.0.1:{self.http}/browser/"

    def check(self) -> None:
        """Raise :class:`EngineError` where the engine could not listen on them."""
        if self.bolt == self.http:
            raise EngineError(
                f"ARMSGRAPH_BOLT_PORT and ARMSGRAPH_HTTP_PORT are both {self.bolt}: "
                "set one of them to another port."
            )
        for port, setting, purpose in (
            (self.bolt, "ARMSGRAPH_BOLT_PORT", "Neo4j's Bolt"),
            (self.http, "ARMSGRAPH_HTTP_PORT", "the Neo4j Browser"),
        ):
            listen("127.0.0.1", port, setting=setting, purpose=purpose).close()


def listen(host: str, port: int, *, setting: str, purpose: str) -> socket.socket:
    """A socket that listens on an address.

    Raises :class:`EngineError`, which names the setting, where that is not possible.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    bound = socket.socket(family)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            said = f"is in use: stop what uses it, or set {setting} to a free port"
        else:
            said = (
                f"cannot be had on {host} ({error.strerror}): set HOST to an address "
                f"of this machine, and {setting} to a port above 1023"
            )
        raise EngineError(f"Port {port}, meant for {purpose}, {said}.") from error
    return bound
