"""Tables of what is kept."""

from tongban.records.models.certificates import Certificate, RevocationList
from tongban.records.models.letters import Letter
from tongban.records.models.materials import Material
from tongban.records.models.numbers import NumberSequence

__all__ = ["Certificate", "Letter", "Material", "NumberSequence", "RevocationList"]
