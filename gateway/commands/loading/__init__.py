"""What loading files is made of: `lines` (read), `clock` (times of records that say none), `batches`, `rejects`.

Goes in: files. Comes out: batches of records, and a file of refused lines. Never here: the database.
"""
