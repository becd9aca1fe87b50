"""What Salesforce exports, object by object; each file knows one, or a few that are alike.

`objects` names them all, `salesforce_map` makes the map of a file, `source` is what every object's function is given,
`conversions` knows which lead became which contact. Rules: sections 2.10 and 10 of the domain.
"""
