"""A world of any size, made up from a seed: the same seed gives the same bytes, on any machine and Python.

Goes in: how many persons, a seed, and how many events a person has on average. Comes out: records, or their lines.
For a thousand persons about 1,300 person records, 100 accounts, 200 opportunities, 1,300 account roles, 600 opportunity
roles, 500 campaign members and 1,000 memberships, plus the events. Keys are numbers and the same for every seed, so
load one seed into a graph.

In order of control: `world` (all of it, streamed), `market` (a hundred people who know each other), then one file a
subject: `companies`, `persons` and what feeds write of them in `fragments`, `relations`, `deals`, `campaigns`,
`audiences`, `behaviour`; below them `words`, `places`, `times` and `draws`, where chance comes from.
"""

from seeds.generator.world import generate, write

__all__ = ["generate", "write"]
