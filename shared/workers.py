"""Processes for work that burns the processor: rendering, sealing, reading spreadsheets.

Each `Worker` is one child process, niced below the web, that runs one function, one call at a
time, within limits of time and memory. It is started at the first call, kept for the next, and
replaced when it broke a limit or died. It ends with its parent, however that ends.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import os
import pickle
import resource
import signal
import struct
import sys
from pathlib import Path
from typing import Any, BinaryIO

CHECKOUT = Path(__file__).resolve().parent.parent
NICE = 10  # how far below the processes that answer pages
_BORN = os.nice(0)  # how nice this process was before it gave way itself
START_SECONDS = 60.0  # for the imports of the target on a busy machine
END_SECONDS = 3.0
_LENGTH = struct.Struct(">Q")


def give_way() -> None:
    """Put this process below those that answer pages; what it starts here is then no lower still."""
    os.nice(NICE)


class WorkerFailed(RuntimeError):
    """The work could not be done: the limit of time or memory was reached, or the process died."""


class TookTooLong(WorkerFailed):
    """The call ran into its limit of time."""


class Worker:
    """One function in a process of its own.

    `target` is "package.module:function", `seconds` the longest call, `megabytes` the most private
    memory the process may have. Arguments, result and exceptions are pickled; an exception that the
    function raised is raised here.
    """

    def __init__(self, target: str, *, seconds: float, megabytes: int) -> None:
        self.target = target
        self._seconds = seconds
        self._megabytes = megabytes
        self._process: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def call(self, *args: Any) -> Any:
        """The function's result; raises what it raised, TookTooLong or WorkerFailed."""
        async with self._one_at_a_time:
            try:
                return await self._exchange(args)
            except BaseException as error:
                # Also when the caller was cancelled: the answer still to come would be taken for the
                # next call's.
                if not isinstance(error, _Raised):
                    await self._end()
                    raise
                raise error.original from None

    async def close(self) -> None:
        """Let the process end by itself, so that it can tidy up; a later call starts another."""
        async with self._one_at_a_time:
            process = self._process
            if process and process.returncode is None and process.stdin:
                process.stdin.close()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(END_SECONDS):
                        await process.wait()
            await self._end()

    async def _exchange(self, args: tuple[Any, ...]) -> Any:
        process = self._process
        if process is None or process.returncode is not None:
            process = await self._start()
        try:
            async with asyncio.timeout(self._seconds):
                kind, value = await _ask(process, pickle.dumps(args))
        except TimeoutError:
            raise TookTooLong(f"{self.target} took longer than {self._seconds:g} s") from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerFailed(f"{self.target} died ({await _how(process)})") from None
        if kind == "raised":
            raise _Raised(value)
        if kind == "failed":
            raise WorkerFailed(value)
        if kind == "memory":
            raise WorkerFailed(f"{self.target} needs more than {self._megabytes} MB")
        return value

    async def _start(self) -> asyncio.subprocess.Process:
        process = self._process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-P",
                "-m",
                "shared.workers",
                self.target,
                str(self._megabytes),
                str(max(0, _BORN + NICE - os.nice(0))),
            ),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            start_new_session=True,  # Ctrl-C is the parent's to handle
        )
        assert process.stdout
        try:
            async with asyncio.timeout(START_SECONDS):
                await _read(process.stdout)
        except (TimeoutError, asyncio.IncompleteReadError):
            raise WorkerFailed(f"{self.target} could not be started ({await _how(process)})") from None
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process and process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


class _Raised(Exception):
    def __init__(self, original: Exception) -> None:
        self.original = original


async def _ask(process: asyncio.subprocess.Process, question: bytes) -> tuple[str, Any]:
    assert process.stdin and process.stdout
    process.stdin.write(_LENGTH.pack(len(question)) + question)
    await process.stdin.drain()
    answer: tuple[str, Any] = pickle.loads(await _read(process.stdout))
    return answer


async def _read(stream: asyncio.StreamReader) -> bytes:
    (length,) = _LENGTH.unpack(await stream.readexactly(_LENGTH.size))
    return await stream.readexactly(length)


async def _how(process: asyncio.subprocess.Process) -> str:
    try:
        async with asyncio.timeout(1):
            code = await process.wait()
    except TimeoutError:
        return "no answer"
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _serve(target: str, megabytes: int, nice: int) -> None:
    """The child: read a call, run it, write the answer, until the parent is gone."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever prints must not garble the answers
    os.nice(nice)
    module, name = target.split(":")
    function = getattr(importlib.import_module(module), name)
    limit = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _write(answers, "ready", None)
    calls = sys.stdin.buffer
    while header := calls.read(_LENGTH.size):
        args = pickle.loads(calls.read(_LENGTH.unpack(header)[0]))
        answer: tuple[str, Any]
        try:
            answer = "result", function(*args)
        except MemoryError:
            answer = "memory", None
        except Exception as error:  # raised again in the parent
            answer = _told(error)
        _write(answers, *answer)


def _write(answers: BinaryIO, kind: str, value: Any) -> None:
    answer = pickle.dumps((kind, value))
    answers.write(_LENGTH.pack(len(answer)) + answer)
    answers.flush()


def _told(error: Exception) -> tuple[str, Any]:
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # some libraries' exceptions cannot be made again from their arguments
        return "failed", f"{type(error).__name__}: {error}"
    return "raised", error


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
