"""Records by mutation. In order of control flow: inputs (what a client may send), taking (from call to command),
results (what became of each record), mutations (the fields).
"""
