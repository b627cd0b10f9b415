"""Entry of `python -m tongban.config.command`, called by `./tongban`."""

import sys

from tongban.config.command.parser import main

sys.exit(main(sys.argv[1:]))
