"""Records as sheets: templates to fill in, what was filled in, and a copy with the findings.

A sheet has one row a record and one column a field; `columns` has the words of the header. `grid`
is what a file holds, read by `delimited` (CSV) and `workbook` (XLSX); `reading` makes statements of
it, `writing` makes it of records, and `marking` marks the cells that findings are about.
"""

SUFFIXES = (".csv", ".xlsx")
