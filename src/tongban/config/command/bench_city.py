"""A city of its own for a measurement: made, measured by a function of `world`, thrown away."""

import json
import os
import subprocess
import sys
from typing import Any

from tongban.config.command.messages import Stop
from tongban.config.command.places import ROOT
from tongban.kit.database import ephemeral
from tongban.kit.database.ephemeral import owner_settings


def measured(module: str, *arguments: object) -> Any:
    """What `world.<module>.report(*arguments)` prints as the last line of its output, in a process of its own."""
    if not (ROOT / "world" / f"{module}.py").is_file():
        raise Stop("没有演示城市", "there is no demo city here", mend="run it in a checkout of the project")
    with ephemeral() as cluster:
        env = os.environ | {
            "TONGBAN_TEST_DATABASE": json.dumps(owner_settings(cluster)),
            "TONGBAN_DATA": str(cluster.data),
            "DJANGO_SETTINGS_MODULE": "tongban.config.settings.test",
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
        }
        program = f"import django; django.setup(); from world.{module} import report; report(*{arguments!r})"
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(
            f"测量失败: {done.stderr[-400:]}",
            "the measurement failed, see above",
            mend="run it again when the machine is quiet",
        )
    return json.loads(done.stdout.splitlines()[-1])
