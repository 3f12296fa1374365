import asyncio
import contextvars
import threading
import time
import unittest
from types import SimpleNamespace
from unittest import mock

from orchestrator_worker import run_attempt as module
from orchestrator_worker.agent_failure import AgentFailure
from orchestrator_worker.agent_thread import AgentThread
from orchestrator_worker.run_attempt import run_attempt
from orchestrator_worker.secret_mask import NO_MASK


async def attempt(agent_class, config=None, before_end=None):
    context = SimpleNamespace(config=config if config is not None else {"n": 1}, name="the context")
    with mock.patch.object(module, "load_agent", lambda root, name, cls: agent_class):
        thread = AgentThread(lambda own: run_attempt(own, "/", "m", "C", context, NO_MASK), "test")
        context.cancelled = thread.cancelled
        thread.start()
        if before_end is not None:
            await before_end(thread)
        return await thread.ended


class RunAttempt(unittest.IsolatedAsyncioTestCase):
    async def failure(self, agent_class, **options):
        with self.assertRaises(AgentFailure) as caught:
            await attempt(agent_class, **options)
        return caught.exception

    async def test_the_constructor_takes_the_config_or_nothing(self):
        class Takes:
            def __init__(self, config):
                self.config = config

            def run(self):
                return self.config["n"]

        class Optional(Takes):
            def __init__(self, settings=None):
                super().__init__(settings)

        class Nothing:
            def run(self):
                return 1

        class Keywords(Nothing):
            def __init__(self, *, config=None, **more):
                assert config is None and not more

        class Passes(Takes):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)

        for agent_class in (Takes, Optional, Nothing, Keywords, Passes):
            self.assertEqual(await attempt(agent_class), b"1", agent_class)

    async def test_run_takes_the_context_or_nothing_and_may_be_async_or_not(self):
        class Sync:
            def run(self, anything):
                return anything.name

        class Async:
            async def run(self, context=None):
                await asyncio.sleep(0)
                return context.name

        class Returns:
            def run(self, ctx):
                async def later():
                    return ctx.name

                return later()

        for agent_class in (Sync, Async, Returns):
            self.assertEqual(await attempt(agent_class), b'"the context"', agent_class)

        class Own:
            def run(self, verbose=False, *args, **more):
                return [verbose, *args, more]

        self.assertEqual(await attempt(Own), b"[false,{}]")

    async def test_more_arguments_than_there_are_is_no_agent(self):
        class Run:
            def run(self, a, b): ...

        class Make(Run):
            def __init__(self, url, timeout): ...

        self.assertEqual((await self.failure(Run)).type, "not-an-agent")
        self.assertIn("takes 2 arguments (url, timeout)", (await self.failure(Make)).message)

    async def test_a_config_that_the_constructor_refuses_is_not_tried_again(self):
        class Wants:
            def __init__(self, config):
                self.url = config["url"]

            def run(self): ...

        failure = await self.failure(Wants)
        self.assertEqual((failure.type, failure.retryable), ("bad-config", False))
        self.assertEqual(failure.message, "Wants does not take its config: KeyError: 'url'")

        class Connects(Wants):
            def __init__(self, config):
                raise ConnectionError("later")

        failure = await self.failure(Connects)
        self.assertEqual((failure.type, failure.retryable), ("ConnectionError", True))

    async def test_sys_exit_ends_the_attempt_and_nothing_else(self):
        class Sync:
            def run(self):
                raise SystemExit(3)

        class Async:
            async def run(self):
                raise KeyboardInterrupt

        self.assertEqual((await self.failure(Sync)).type, "AgentExited")
        self.assertEqual((await self.failure(Async)).type, "KeyboardInterrupt")

    async def test_an_async_agent_that_blocks_keeps_nobody_waiting(self):
        class Blocks:
            async def run(self):
                time.sleep(0.3)

        async def others(_thread):
            began = time.monotonic()
            await asyncio.sleep(0.01)
            self.assertLess(time.monotonic() - began, 0.25)

        self.assertEqual(await attempt(Blocks, before_end=others), b"null")

    async def test_cancel_reaches_a_coroutine_and_sets_the_event(self):
        seen = []

        class Waits:
            async def run(self, context):
                try:
                    await asyncio.sleep(60)
                except asyncio.CancelledError:
                    seen.append(context.cancelled.is_set())
                    raise

        class Polls:
            def run(self, context):
                seen.append(context.cancelled.wait(60))

        async def cancel(thread):
            await asyncio.sleep(0.05)
            thread.cancel()

        self.assertEqual((await self.failure(Waits, before_end=cancel)).type, "CancelledError")
        self.assertEqual(await attempt(Polls, before_end=cancel), b"null")
        self.assertEqual(seen, [True, True])

    async def test_an_agent_that_does_not_listen_is_interrupted_where_it_is(self):
        class Loops:
            def run(self):
                while True:
                    try:
                        time.sleep(0.001)
                    except Exception:
                        pass

        async def interrupt(thread):
            await asyncio.sleep(0.05)
            thread.cancel()
            thread.interrupt()

        failure = await self.failure(Loops, before_end=interrupt)
        self.assertEqual(failure.type, "AgentCancelled")

    async def test_tasks_that_an_agent_leaves_behind_are_cancelled(self):
        ended = threading.Event()

        class Leaves:
            async def run(self):
                async def forever():
                    try:
                        await asyncio.sleep(60)
                    finally:
                        ended.set()

                self.task = asyncio.create_task(forever())
                await asyncio.sleep(0)

        self.assertEqual(await attempt(Leaves), b"null")
        self.assertTrue(ended.is_set())

    async def test_context_variables_of_the_worker_are_seen(self):
        variable = contextvars.ContextVar("variable")
        variable.set("seen")

        class Reads:
            async def run(self):
                return variable.get()

        self.assertEqual(await attempt(Reads), b'"seen"')
