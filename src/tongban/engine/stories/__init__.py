"""Stories of a package by the engine alone: no table, no page, no clock but the days the story names.

`tell` walks the form's verdict, the materials, the stations, the process, the clocks of the law, children and refusals,
and checks each `then`. What it cannot know, it takes to be in order: who may act (posts, mandates, four eyes), what
certificates and registers the directory holds, that files are sound and sealing works, who else is faster. It knows
fonts only if told (`drawable`). Refusals that follow from those are seen over HTTP.
"""

from tongban.engine.path.filing import Offer
from tongban.engine.stories.application import Offers
from tongban.engine.stories.assumed import assumed
from tongban.engine.stories.telling import tell

__all__ = ["Offer", "Offers", "assumed", "tell"]
