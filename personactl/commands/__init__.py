"""Use cases: what a command does, without a parser of options and without a terminal.

Each takes values and a `Context`, and returns values or raises an error of `personactl.errors`. The faces (command
line, language server) read requests, call one function here and show what it returns. Only this room opens targets.
"""
