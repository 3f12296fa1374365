"""What the Node worker starts, as `python …/python`: only this folder is then on `sys.path`, and no package is installed."""

import sys

from orchestrator_worker.main import main

sys.exit(main())
