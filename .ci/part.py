"""A pytest plugin of .ci/run: of all tests in their order those that LLM_PROXY_TEST_PART names in percent: 0-60."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    begin, end = (len(items) * int(edge) // 100 for edge in os.environ["LLM_PROXY_TEST_PART"].split("-"))
    config.hook.pytest_deselected(items=items[:begin] + items[end:])
    items[:] = items[begin:end]
