"""The gateway measured against its peers, all in one run on one machine over one graph: `python -m benchmarks`.

Only ratios mean anything: machines differ, and so do minutes on one machine. Contenders take turns, round after round,
and each figure is the median of its rounds. In order of control: `__main__` (the run), `world` (engine and data),
`operations` (what is asked, in each contender's own words), `servers` (contenders as processes), `load` (the load
generator), `report` (table, plot and the file that keeps the figures).
"""
