"""Workers of a Dask cluster as an executor; who runs one brings the package `distributed`."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor, Executor, Future
from importlib import import_module
from typing import TYPE_CHECKING, Any

from graph_schema.errors import Rejected

if TYPE_CHECKING:
    from collections.abc import Callable

WAIT = 10  # seconds for a scheduler to answer


def executor(address: str) -> Executor:
    """Connect to a scheduler. Raises Rejected(DASK_MISSING | DASK_UNREACHABLE)."""
    try:
        dask = import_module("distributed")
    except ImportError:
        raise Rejected(["DASK_MISSING"], install="pip install 'wulian[scale]'") from None
    try:
        return _Cluster(dask.Client(address, timeout=WAIT))
    except (OSError, TimeoutError, ValueError) as error:
        raise Rejected(["DASK_UNREACHABLE"], address=address) from error


class _Cluster(Executor):
    """A client as an executor: a worker that died is a BrokenExecutor, as with processes."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False, retries=0)
        self._died = import_module("distributed.scheduler").KilledWorker

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        told: Future[Any] = Future()
        inner = self._inner.submit(fn, *args, **kwargs)

        def settle(done: Future[Any]) -> None:
            error = done.exception()
            if error is None:
                told.set_result(done.result())
            elif isinstance(error, self._died):
                told.set_exception(BrokenExecutor("a worker of the cluster died"))
            else:
                told.set_exception(error)

        inner.add_done_callback(settle)
        return told

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self._inner.shutdown(wait=wait)
        self._client.close()
