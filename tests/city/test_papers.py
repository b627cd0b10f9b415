"""What the invented people hand in is a real file, so that the demo shows what an officer sees."""

from tongban.records.pdf_checking import pdf_problem
from tongban.records.pdf_drawing import picture_of
from world.papers import paper


def test_a_paper_passes_the_check_of_uploads_and_can_be_drawn() -> None:
    assert pdf_problem(paper("fire-plan")) is None
    assert picture_of(paper("fire-plan"))[:2] == b"\xff\xd8"
    assert paper("fire-plan") != paper("layout")
