"""A slow line to a site: each piece arrives later, both ways; for pages and workers alike."""

import asyncio
import threading
from contextlib import suppress

HOST = "127.0.0.1"
PIECE = 64 * 1024


class SlowLine:
    """Relays connections to ``port``; a round trip takes ``seconds`` longer than without it."""

    def __init__(self, port: int, seconds: float) -> None:
        self.to, self.one_way = port, seconds / 2
        self.ends: set[asyncio.StreamWriter] = set()
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        opening = asyncio.start_server(self._relay, HOST, 0)
        self.server = asyncio.run_coroutine_threadsafe(opening, self.loop).result(10)
        self.address = f"http://{HOST}:{self.server.sockets[0].getsockname()[1]}"

    def close(self) -> None:
        """Take the line down, with all that is still on its way."""
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(10)
        self.loop.close()

    async def _end(self) -> None:
        self.server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for end in self.ends:
            end.transport.abort()  # whoever reads there has read all
        if tasks:
            await asyncio.wait(tasks, timeout=5)
        await asyncio.gather(*(end.wait_closed() for end in self.ends), return_exceptions=True)

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.ends.add(writer)
        with suppress(OSError):
            there, back = await asyncio.open_connection(HOST, self.to)
            self.ends.add(back)
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while piece := await reader.read(PIECE):
                self.loop.call_later(self.one_way, writer.write, piece)
        self.loop.call_later(self.one_way, writer.close)
