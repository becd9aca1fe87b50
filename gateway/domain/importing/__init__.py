"""Importing: rows of other systems' exports become records. Pure maps, one file a kind of source object.

In goes a row with the names its source gave the columns; out come records as `gateway load` takes them, or a refusal.
What a map has no field for stands in the record's `custom`; what a row does not carry is told to the tally. Nothing
here reads a file or knows the graph.

`cells` says what a cell holds, `rows` what a row is, `tally` what is counted on the way; `mapping` with `value_rules`
turns a mapping file into a map of any table; `salesforce` and `marketo` know what those
two export, with `filling`, `making`, `keys`, `file_names` and `source_options`.
"""
