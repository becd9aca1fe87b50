"""Sample data: a hand-written story, a generator of any size, and examples of importers.

Goes in: nothing but a size and a seed. Comes out: records, the JSON Lines that `gateway load` reads. In order of
size: `story` (a hundred or so records that show each idea once), `generator` (as many as asked for, the same bytes
for the same seed everywhere) and `examples` (public data turned into records). The gateway never imports this
package: it finds it by the entry points of the group `gateway.seeds`.
"""

from typing import Any

Record = dict[str, Any]
"""One record, by the field names of the record format."""
