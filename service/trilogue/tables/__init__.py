"""What the dataset records as tables: CSV, a workbook, Parquet, and what describes them."""

from trilogue.tables.files import TableFormat, Wanted, write_tables

__all__ = ["TableFormat", "Wanted", "write_tables"]
