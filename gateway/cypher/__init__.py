"""Plan -> Statement text. Pure. The only place that names variables of Cypher or writes a clause.

Goes in: the slots of a plan. Comes out: one text, the same for every operation of the same shape; values appear only
as `$parameters`. In order of control: `write` (the whole statement, levels within levels), `sources` (the step that
reaches a level), `predicates`, `orders`, `expressions` (named pieces of the domain), `statement` (text and parameters).
"""
