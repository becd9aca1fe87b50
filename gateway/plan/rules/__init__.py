"""The rules of planning, one a file: each plans one kind of field and calls the others for what lies below.

`object_fields` (the fields of one object), `plain_list`, `connection`, `statistics`, `filters` (where-arguments),
`orders` (orderBy-arguments), `paging` (page sizes and cursors).
"""
