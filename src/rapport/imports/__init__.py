"""Workbooks in: find the table, recognise its columns, type its values, load it."""
