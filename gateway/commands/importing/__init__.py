"""What importing files is made of: `tables` (read, with polars), `readable` (files as polars can read them),
`plan` (which file is mapped how), `report` (what became of the rows), `rejects` and `resuming`.

Goes in: files of other systems. Comes out: rows, and files that say what happened to them. Never here: the database.
"""
