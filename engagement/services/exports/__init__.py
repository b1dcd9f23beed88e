"""What a session or a course holds, as files: the same rows in every format, and a report made to be read.

    contents    which tables there are, with their columns, meanings and rows
    sheets      CSV, XLSX, Parquet and JSON of them
    report      the PDF
    job         asking for one, and making it in the background

Policy and k >= 5 hold as on the screen: a course that shows no single people exports none.
"""
