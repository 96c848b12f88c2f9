"""Serves the desk on this machine only, until no page is open any more."""

import asyncio
import errno
import os
import secrets
import socket
from collections.abc import Callable

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from toolkit.desk.app import application
from toolkit.desk.desk import Desk
from toolkit.desk.presence import TICK
from toolkit.messages.errors import NotDoneError

#: The only address on which the desk listens.
LOOPBACK = "127.0.0.1"
#: The most open connections before an idle one is closed for the next; a browser has six.
_MOST_CONNECTIONS = 50


def serve(desk: Desk, port: int, on_start: Callable[[str], None]) -> None:
    """Serve the desk; `on_start` is called with its address once the address can be requested. `port` 0: any free port.
    Raises `NotDoneError` (`port-taken`) where the port is taken."""
    with _listening_socket(port) as listener:
        host = f"{LOOPBACK}:{listener.getsockname()[1]}"
        secret = secrets.token_urlsafe(16)  # 128 random bits, as the first part of a path
        config = uvicorn.Config(
            application(desk, host, secret),
            log_config=None,
            access_log=False,
            lifespan="off",
            ws="none",
            http=_Connection,
            loop="asyncio",
            server_header=False,
            limit_concurrency=2 * _MOST_CONNECTIONS,
            timeout_graceful_shutdown=2,
        )
        try:
            asyncio.run(_serve(desk, uvicorn.Server(config), listener, lambda: on_start(f"http://{host}/{secret}/")))
        finally:
            desk.end()


class _Connection(H11Protocol):
    """A connection that may be closed for a new one: if there are many, the one that is idle for longest is closed.

    A server that only counts connections is blocked by anyone who opens many of them.
    """

    since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        waiting = [one for one in self.connections if isinstance(one, _Connection) and one.is_idle and one is not self]
        if waiting and len(self.connections) > _MOST_CONNECTIONS:
            first = min(waiting, key=lambda one: one.since)
            self.connections.discard(first)
            first.transport.abort()

    @property
    def is_idle(self) -> bool:
        """Whether the connection has no request in progress."""
        return self.cycle is None or self.cycle.response_complete  # type: ignore[redundant-expr]

    def on_response_complete(self) -> None:
        self.since = self.loop.time()
        super().on_response_complete()


async def _serve(desk: Desk, server: uvicorn.Server, listener: socket.socket, on_start: Callable[[], None]) -> None:
    async def watch() -> None:
        while not server.started:
            await asyncio.sleep(0.01)
        on_start()
        while True:
            await asyncio.sleep(TICK)
            if desk.presence.tick(working=desk.jobs.running is not None):
                server.should_exit = True

    watching = asyncio.create_task(watch())
    try:
        await server.serve(sockets=[listener])
    finally:
        watching.cancel()


def _listening_socket(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # elsewhere, this option lets other programs use the port too
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((LOOPBACK, port))
    except OSError as error:
        listener.close()
        code = "port-taken" if error.errno in (errno.EADDRINUSE, errno.EACCES) else "cannot-listen"
        raise NotDoneError(code, port=str(port), reason=error.strerror or str(error)) from error
    return listener
