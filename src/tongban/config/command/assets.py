"""Style sheets, scripts and fonts: built by the ui room, collected for whitenoise; skipped while nothing changed."""

import importlib.util
from pathlib import Path

from tongban.config.command import stamps, steps
from tongban.config.command.messages import say


def build(data: Path, *, collect: bool = True) -> None:
    """Builds into DATA/assets and (with `collect`) DATA/static."""
    (data / "assets").mkdir(exist_ok=True)
    if importlib.util.find_spec("tongban.ui") is None or importlib.util.find_spec("tongban.ui.assets") is None:
        return
    stamp = stamps.assets(data)
    if stamp.fresh and (data / "static").is_dir() == collect:
        return
    say("正在生成样式与脚本 …", "building style sheets and scripts …")
    program = "import sys, pathlib; from tongban.ui.assets.build import build; build(pathlib.Path(sys.argv[1]))"
    steps.run(data, "assets", ["-c", program, str(data / "assets")], zh="生成样式", en="building the assets")
    if collect:
        command = ["-m", "django", "collectstatic", "--noinput", "--clear", "-v", "0"]
        steps.run(data, "collectstatic", command, zh="收集静态文件", en="collecting static files")
    stamp.put()
