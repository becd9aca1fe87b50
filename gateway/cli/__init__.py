"""The command line: what was typed goes in, words for a person and an exit status for a script come out.

`command_line` is the list of commands, one file each: `demo`, `serve`, `engine`, `migrate`, `load`, `importing`,
`generate`, `explain`, `schema`. They share `options` (settings from options and environment), `listening` (the port,
taken before anything slow begins), `ending` (Ctrl-C and its kin), `reaching` (the engine or a server of one's own),
`serving`, and what people see: `screen`, `progress` and `exits`.
"""
