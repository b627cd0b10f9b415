"""What the acts of the path cost on the restaurant bundle of the demo city: SQL statements, CPU of this process.

A database of its own is made and thrown away. Nothing is drawn or signed, and statements that only ask for a letter are
not counted, so that letters do not hide the acts.
"""

import json
import os
import subprocess
import sys

from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT
from tongban.kit.database import ephemeral
from tongban.kit.database.ephemeral import owner_settings

TIMES = 3


def measure() -> dict[str, float]:
    """Statements at most, and median milliseconds, of each act in two stories told `TIMES` times."""
    if not (ROOT / "world" / "measuring.py").is_file():
        raise Stop("没有演示城市", "there is no demo city here", mend="run it in a checkout of the project")
    with ephemeral() as cluster:
        env = os.environ | {
            "TONGBAN_TEST_DATABASE": json.dumps(owner_settings(cluster)),
            "TONGBAN_DATA": str(cluster.data),
            "DJANGO_SETTINGS_MODULE": "tongban.config.settings.test",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        program = f"import django; django.setup(); from world.measuring import report; report({TIMES})"
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(
            f"测量失败: {done.stderr[-400:]}",
            "the measurement failed, see above",
            mend="run it again when the machine is quiet",
        )
    found: dict[str, dict[str, float]] = json.loads(done.stdout.splitlines()[-1])
    statements = {f"{act}, statements": one["statements"] for act, one in found.items()}
    return statements | {f"{act}, CPU ms": one["cpu_ms"] for act, one in found.items()}
