"""What Marketo exports, file by file; each module knows one kind, or a few that are alike.

`objects` names them all and makes the map of a file, `source` is what every object's function is given, `beforehand`
knows which lead was merged into which, and how lists are named. Rules: sections 2.7, 2.10 and 7.6 of the domain.
"""
