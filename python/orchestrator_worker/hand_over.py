from __future__ import annotations

import logging
from datetime import timedelta

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio import activity
from temporalio.api.activity.v1 import ActivityOptions
from temporalio.api.common.v1 import RetryPolicy, WorkflowExecution
from temporalio.api.workflowservice.v1 import UpdateActivityOptionsRequest
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from .heartbeat import Heartbeat

_MAX_RESTARTS = 10
"""A run that meets a worker's shutdown more often than this begins to pay for it with retries."""


async def hand_over(max_attempts: int, heartbeat: Heartbeat) -> None:
    """
    Gives up an attempt because its worker shuts down, so that the next worker starts the agent at once and no retry is used
    up, as src/activities/hand-over.ts does. Raises what the attempt is to fail with; returns when the restarts are used up.
    """
    info = activity.info()
    restarts = heartbeat.details.get("restarts") or 0
    if restarts >= _MAX_RESTARTS or info.workflow_id is None or info.workflow_namespace is None:
        return
    request = UpdateActivityOptionsRequest(
        namespace=info.workflow_namespace,
        execution=WorkflowExecution(workflow_id=info.workflow_id, run_id=info.workflow_run_id or ""),
        id=info.activity_id,
        activity_options=ActivityOptions(retry_policy=RetryPolicy(maximum_attempts=max_attempts + restarts + 1)),
        update_mask=FieldMask(paths=["retry_policy.maximum_attempts"]),
    )
    try:
        await activity.client().workflow_service.update_activity_options(request, timeout=timedelta(seconds=2))
    except Exception as error:
        logging.getLogger(__name__).warning("the attempt could not be handed over and counts as a retry: %s", error)
        return
    # Stored with the failure: a heartbeat's details outlive the attempt, and with them the agent's checkpoint.
    heartbeat.send(restarts=restarts + 1)
    raise ApplicationError(
        "the worker shut down; the agent is started again on another",
        type="WorkerShutdown",
        next_retry_delay=timedelta(milliseconds=1),
        category=ApplicationErrorCategory.BENIGN,
    )
