import pytest

# Their asserts say what was there instead.
pytest.register_assert_rewrite("tests.chaos.check", "tests.chaos.people", "tests.chaos.product")
