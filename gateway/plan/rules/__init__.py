"""The rules of planning, one a file: each plans one kind of field and calls the others for what lies below.

`lookups` (root fields that name what they want), `search`, `lists` (connections and plain lists), `object_fields` (the
fields of one object), `statistics`, `filters` (where-arguments), `orders` (orderBy-arguments), `paging` (page sizes and
cursors), `identities`.
"""
