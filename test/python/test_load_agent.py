import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

from orchestrator_worker.agent_failure import AgentFailure
from orchestrator_worker.load_agent import load_agent


class LoadAgent(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name).resolve()
        sys.path.insert(0, str(self.root))
        self.addCleanup(sys.path.remove, str(self.root))
        before = set(sys.modules)
        self.addCleanup(lambda: [sys.modules.pop(name) for name in set(sys.modules) - before])

    def write(self, name, text):
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text))

    def refused(self, type, module, name="Agent"):
        with self.assertRaises(AgentFailure) as caught:
            load_agent(str(self.root), module, name)
        self.assertEqual((caught.exception.type, caught.exception.retryable), (type, False))
        return caught.exception

    def test_a_class_is_loaded_from_a_namespace_package_and_may_import_its_neighbours(self):
        self.write("pkg_a/agents/shared.py", "VALUE = 7")
        self.write("pkg_a/agents/one.py", "from pkg_a.agents.shared import VALUE\nfrom . import shared\nclass Agent:\n  def run(self): return VALUE")
        self.assertEqual(load_agent(str(self.root), "pkg_a.agents.one", "Agent")().run(), 7)

    def test_a_class_of_another_module_of_the_root_may_be_passed_on(self):
        self.write("pkg_b/impl.py", "class Agent:\n  def run(self): return 1")
        self.write("pkg_b/__init__.py", "from .impl import Agent")
        self.assertEqual(load_agent(str(self.root), "pkg_b", "Agent")().run(), 1)

    def test_what_a_module_imports_from_elsewhere_is_no_agent(self):
        self.write("mod_c.py", "from threading import Thread\nfrom unittest import TestCase")
        self.assertIn("It has no agent", self.refused("not-an-agent", "mod_c", "Thread").message)

    def test_what_is_no_class_with_run_is_no_agent(self):
        self.write(
            "mod_d.py",
            """
            from abc import ABC, abstractmethod
            class Other: ...
            class Abstract(ABC):
                @abstractmethod
                def run(self): ...
            class Agent:
                def run(self): ...
            def function(): ...
            value = Agent()
            """,
        )
        for name in ("Other", "Abstract", "function", "value"):
            self.assertIn("Its agents are: Agent.", self.refused("not-an-agent", "mod_d", name).message)
        for name in ("__builtins__", "__name__", "__class__", "Nope", "Agent.run", ""):
            self.refused("agent-not-found", "mod_d", name)
        self.assertIn("Did you mean Agent?", self.refused("agent-not-found", "mod_d", "Agnt").message)

    def test_an_attribute_made_on_demand_is_not_asked_for(self):
        self.write("mod_e.py", "def __getattr__(name): raise SystemExit(name)")
        self.refused("agent-not-found", "mod_e")

    def test_a_module_that_fails_as_it_loads_says_how_and_where(self):
        self.write("mod_f.py", "import nothing_of_this_name")
        failure = self.refused("agent-load-failed", "mod_f")
        self.assertIn("ModuleNotFoundError: No module named 'nothing_of_this_name'", failure.message)
        self.assertIn('mod_f.py", line 1', failure.stack)
        self.write("mod_g.py", "import sys; sys.exit(3)")
        self.assertIn("sys.exit(3)", self.refused("agent-load-failed", "mod_g").message)

    def test_a_file_that_python_has_another_module_for_is_not_taken_for_it(self):
        self.write("json.py", "class Agent:\n  def run(self): ...")
        self.assertIn("Rename the folder or file", self.refused("agent-load-failed", "json").message)
