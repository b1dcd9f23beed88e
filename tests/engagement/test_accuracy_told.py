"""What a report says of the accuracy card, which the project itself brings."""

from django.utils import translation

from engagement.services.exports.report.accuracy import TOLD, figures


def test_every_figure_that_a_report_tells_is_on_the_card() -> None:
    assert len(figures()) == len(TOLD)


def test_a_report_says_that_the_skin_tone_matters_in_the_dark() -> None:
    told = dict(figures())
    assert told["Fewer of the same faces found in the dark when dyed in the darkest skin tone"] == "4.6 %"


def test_figures_are_written_as_the_reader_writes_them() -> None:
    with translation.override("de"):
        assert "4,6 %" in dict(figures()).values()
