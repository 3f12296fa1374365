import unittest

from orchestrator_worker.settings import Settings

BASE = {"address": "a:1", "namespace": "n", "taskQueue": "q", "root": "/r", "maxAgents": 8, "payloadDrivers": []}


class ReadSettings(unittest.TestCase):
    def test_keys_and_certificates_come_as_they_were(self):
        tls = {"serverNameOverride": "name", "serverRootCACertificate": {"base64": "Af8="}, "clientCertPair": {"crt": {"base64": "Ag=="}, "key": {"base64": "Aw=="}}}
        settings = Settings.read({**BASE, "apiKey": "key", "metadata": {"a": "b", "c-bin": {"base64": "Af8="}}, "tls": tls})
        self.assertEqual((settings.api_key, settings.metadata), ("key", {"a": "b", "c-bin": b"\x01\xff"}))
        self.assertEqual((settings.tls.domain, settings.tls.server_root_ca_cert), ("name", b"\x01\xff"))
        self.assertEqual((settings.tls.client_cert, settings.tls.client_private_key), (b"\x02", b"\x03"))

    def test_no_word_of_tls_leaves_it_to_the_sdk(self):
        self.assertIsNone(Settings.read(BASE).tls)
        self.assertIs(Settings.read({**BASE, "tls": True}).tls, True)
        self.assertIs(Settings.read({**BASE, "tls": False}).tls, False)

    def test_without_worker_versioning_it_is_of_no_version(self):
        settings = Settings.read(BASE)
        self.assertEqual((settings.deployment, settings.build_id), (None, None))
        settings = Settings.read({**BASE, "deployment": "d", "buildId": "1"})
        self.assertEqual((settings.deployment, settings.build_id), ("d", "1"))
