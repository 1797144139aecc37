"""A pytest plugin of .ci/run: of all tests in their order the part that LLM_PROXY_TEST_PART names, such as 1/2."""

import os

import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    part, parts = map(int, os.environ["LLM_PROXY_TEST_PART"].split("/"))
    size = len(items)
    begin, end = size * (part - 1) // parts, size * part // parts
    config.hook.pytest_deselected(items=items[:begin] + items[end:])
    items[:] = items[begin:end]
