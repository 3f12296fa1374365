import os
import tempfile
import unittest
from pathlib import Path

from orchestrator_worker.agent_failure import AgentFailure
from orchestrator_worker.find_module import find_module


class FindModule(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.outside = Path(folder.name).resolve()
        self.root = self.outside / "root"
        for name in ("src/agents/refresh.py", "src/agents/sub/__init__.py", "src/data-in/load.py"):
            file = self.root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("")
        (self.outside / "secret.py").write_text("")

    def refused(self, module):
        with self.assertRaises(AgentFailure) as caught:
            find_module(str(self.root), module)
        self.assertEqual((caught.exception.type, caught.exception.retryable), ("agent-not-found", False))
        return caught.exception.message

    def test_a_dotted_name_and_a_path_lead_to_the_same_file(self):
        for module in ("src.agents.refresh", "./src/agents/refresh.py", "src/agents/refresh", "src.agents.refresh.py"):
            found = find_module(str(self.root), module)
            self.assertEqual(found.name, "src.agents.refresh")
            self.assertEqual(found.file, str(self.root / "src/agents/refresh.py"))

    def test_a_package_is_found_by_its_init_file(self):
        self.assertEqual(find_module(str(self.root), "src.agents.sub").file, str(self.root / "src/agents/sub/__init__.py"))

    def test_a_path_may_have_hyphens(self):
        self.assertEqual(find_module(str(self.root), "./src/data-in/load.py").name, "src.data-in.load")

    def test_whatever_is_no_plain_name_is_refused(self):
        for module in (
            "", "..", "../secret", "../secret.py", "src/../../secret.py", "/etc/passwd", "//etc/passwd", "~/secret", "src//agents",
            "src.agents.__init__", "__main__", "src..agents", ".src", "src.", "src/agents/refresh.py/", "src\\agents", "src%2eagents",
            "file:///etc/passwd", "a\nb", "a\0b", "ä", "src.agents.refresh\n", "x" * 301, None, 3, ["src"], {"a": 1},
        ):  # fmt: skip
            with self.subTest(module=module):
                self.assertRegex(self.refused(module), "not a module's name|a module is a text")

    def test_a_link_may_lead_about_in_the_root_and_not_out_of_it(self):
        os.symlink(self.root / "src/agents/refresh.py", self.root / "inner.py")
        os.symlink(self.outside / "secret.py", self.root / "outer.py")
        os.symlink(self.outside, self.root / "up")
        os.symlink(self.root / "nothing.py", self.root / "broken.py")
        self.assertEqual(find_module(str(self.root), "inner").file, str(self.root / "src/agents/refresh.py"))
        self.assertIn("leads out of the agents' root", self.refused("outer"))
        self.assertIn("leads out of the agents' root", self.refused("up.secret"))
        self.assertIn("is a link to nothing", self.refused("broken"))

    def test_what_is_not_there_is_said_with_what_may_have_been_meant(self):
        self.assertIn("Did you mean src.agents.refresh?", self.refused("src.agents.refesh"))
        self.assertIn("Did you mean src.agents.refresh?", self.refused("src.agent.refresh"))
        self.assertIn("looked for src/agents/nope.py and src/agents/nope/__init__.py", self.refused("src.agents.nope"))

    def test_modules_of_python_itself_are_not_found(self):
        for module in ("os", "subprocess", "temporalio.client", "orchestrator_worker.main"):
            self.assertIn("no such module", self.refused(module))
