"""Use cases: what each command does, without parsing options and without printing.

A use case takes values and a `Context`, and returns values or raises an error of `personactl.errors`. The faces (the
command line and the language server) read a request, call a use case and show the result. Only this package opens
targets.
"""
