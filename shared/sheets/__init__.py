"""Spreadsheets for people: XLSX and CSV that open as they were meant and run nothing."""

from shared.sheets.tables import Field, Table
from shared.sheets.writing import CSV, XLSX, Column, csv_bytes, xlsx_bytes

__all__ = ["CSV", "XLSX", "Column", "Field", "Table", "csv_bytes", "xlsx_bytes"]
