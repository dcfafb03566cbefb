"""The published conformance kit: the laws of every kind of component, as functions to run on yours.

In a plugin's tests, either at once, with a report of what ran, or one pytest test a law::

    def test_my_cell_conforms():
        print(conform(my_cell))

    @pytest.mark.parametrize(("name", "law"), laws(my_cell))
    def test_my_cell(name, law):
        law()
"""

from unrolled.testing.kit import NonConforming, Report, conform, laws
from unrolled.testing.law import Breach, BrokenLawError, NotApplicable

__all__ = ["Breach", "BrokenLawError", "NonConforming", "NotApplicable", "Report", "conform", "laws"]
