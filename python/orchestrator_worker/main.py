from __future__ import annotations

import asyncio
import os
import platform
import signal
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import temporalio.service
from temporalio import activity
from temporalio.client import Client, GrpcCompression
from temporalio.common import WorkerDeploymentVersion
from temporalio.converter import DataConverter
from temporalio.worker import PollerBehaviorSimpleMaximum, Worker, WorkerDeploymentConfig

from .agent_output import OUTPUT_LIMIT
from .agent_runner import AgentRunner
from .failure_converter import AgentFailureConverter, EncodingFailureConverter
from .log_routing import route_logs
from .parent_link import ParentLink
from .payload_codec import ParentCodec
from .payload_store import external_storage
from .settings import Settings
from .signal_event import SignalEvent

_ABORT_AFTER = timedelta(seconds=20)
_EXIT_AFTER = 27.0
"""Seconds from the moment this worker is told to stop."""


def main() -> int:
    """A Temporal worker for Python agents. It is started by the Node worker, which tells it everything over stdin."""
    link = ParentLink.take()
    settings = Settings.read(link.read_first())
    route_logs(link)
    activity.logger.activity_info_on_message = False
    # From now on: what is imported for an agent is looked for in the project first, as with `python main.py` there.
    sys.path[0] = settings.root
    os.chdir(settings.root)
    try:
        asyncio.run(_serve(settings, link))
        code = 0
    except Exception as error:
        link.tell({"kind": "failed", "message": f"{type(error).__name__}: {error}"[:2000]})
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    # Not by way of the interpreter's end, which waits for threads: an agent that was given up may be in one of them.
    os._exit(code)


async def _serve(settings: Settings, link: ParentLink) -> None:
    loop = asyncio.get_running_loop()
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_stop.set)
    link.listen()
    stopping = SignalEvent()
    runner = AgentRunner(settings.root, link, stopping, settings.output_limit or OUTPUT_LIMIT, settings.traces)
    worker = _worker(await _connect(settings, link), settings, runner)
    running = asyncio.ensure_future(worker.run())
    link.tell({"kind": "ready", "python": platform.python_version(), "temporalio": temporalio.service.__version__})
    stop = asyncio.ensure_future(told_to_stop.wait())
    await asyncio.wait({running, stop}, return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        return running.result()
    stopping.set()
    threading.Timer(_EXIT_AFTER, lambda: os._exit(1)).start()
    await worker.shutdown()


def _worker(client: Client, settings: Settings, runner: AgentRunner) -> Worker:
    return Worker(
        client,
        task_queue=settings.task_queue,
        deployment_config=_deployment(settings),
        activities=[runner.run_agent],
        max_concurrent_activities=settings.max_agents,
        activity_task_poller_behavior=PollerBehaviorSimpleMaximum(max(1, min(5, settings.max_agents // 2))),
        graceful_shutdown_timeout=_ABORT_AFTER,
        # An agent hears of a cancellation with the answer to a heartbeat, and these are held back for this long at most.
        max_heartbeat_throttle_interval=timedelta(seconds=2),
    )


def _deployment(settings: Settings) -> WorkerDeploymentConfig | None:
    if settings.deployment is None or settings.build_id is None:
        return None
    version = WorkerDeploymentVersion(deployment_name=settings.deployment, build_id=settings.build_id)
    return WorkerDeploymentConfig(version=version, use_worker_versioning=True)


async def _connect(settings: Settings, link: ParentLink) -> Client:
    is_local = settings.address.startswith(("127.", "localhost:", "[::1]"))
    return await Client.connect(
        settings.address,
        namespace=settings.namespace,
        api_key=settings.api_key,
        tls=settings.tls,
        rpc_metadata=settings.metadata,
        # Compression costs time and saves nothing on the same machine.
        grpc_compression=GrpcCompression.NONE if is_local else GrpcCompression.GZIP,
        data_converter=replace(
            DataConverter.default,
            payload_codec=ParentCodec(link, settings.encrypts),
            failure_converter_class=EncodingFailureConverter if settings.encrypts else AgentFailureConverter,
            external_storage=external_storage(link, settings.payload_drivers, settings.payload_driver),
        ),
    )
