"""Tables and charts.

Limits: https://docs.slack.dev/reference/block-kit/blocks/table-block, …/data-table-block, …/data-visualization-block
"""

from collections.abc import Mapping
from typing import Any

from sandbox.limits.rich_text import rich_text
from sandbox.limits.shapes import Check, Malformed, anything, by_type, every, listing, number, record, string, whole

block_id = string(255)
_plain_cells: dict[str, Check] = {
    "raw_text": record({"text": string(3000)}),
    "raw_number": record({"value": number}, {"text": string(255)}),
}
_cell = by_type({**_plain_cells, "rich_text": rich_text})


def _same_length(block: Mapping[str, Any], at: str) -> None:
    if len({len(row) for row in block["rows"]}) > 1:
        raise Malformed("all rows must have the same number of cells", f"{at}/rows")


def _plain_header(block: Mapping[str, Any], at: str) -> None:
    for i, cell in enumerate(block["rows"][0]):
        by_type(_plain_cells)(cell, f"{at}/rows/0/{i}")


table = every(
    record(
        {"rows": listing(listing(_cell, 1, 20), 1, 100)},
        {"column_settings": listing(anything, 0, 20), "block_id": block_id},
    ),
    _same_length,
)
data_table = every(
    record(
        {"caption": string(255), "rows": listing(listing(_cell, 1, 20), 2, 101)},
        {"page_size": whole(1, 100), "row_header_column_index": whole(0, 19), "block_id": block_id},
    ),
    _same_length,
    _plain_header,
)


def _one_value_per_category(chart: Mapping[str, Any], at: str) -> None:
    names = [series["name"] for series in chart["series"]]
    if len(names) != len(set(names)):
        raise Malformed("series names must be unique", f"{at}/series")
    for i, series in enumerate(chart["series"]):
        if [point["label"] for point in series["data"]] != chart["axis_config"]["categories"]:
            raise Malformed("must have one data point for each category, in order", f"{at}/series/{i}/data")


def _above_zero(value: Any, at: str) -> None:
    number(value, at)
    if value <= 0:
        raise Malformed("must be more than 0", at)


_point = record({"label": string(20), "value": number})
_series = record({"name": string(20), "data": listing(_point, 1, 20)})
_axes = record({"categories": listing(string(20), 1, 20)}, {"x_label": string(50), "y_label": string(50)})
_plotted = every(record({"series": listing(_series, 1, 12), "axis_config": _axes}), _one_value_per_category)
_pie = record({"segments": listing(record({"label": string(20), "value": _above_zero}), 1, 12)})

chart = record(
    {"title": string(50), "chart": by_type({"pie": _pie, "bar": _plotted, "line": _plotted, "area": _plotted})},
    {"block_id": block_id},
)
