"""Reading tables of any form people send: JSON lines, delimited text, workbooks."""

from .mapping import Mapping, load_mapping
from .rows import Problem, Row
from .table import Preview, Table, open_table, read_rows

__all__ = ["Mapping", "Preview", "Problem", "Row", "Table", "load_mapping", "open_table", "read_rows"]
