"""The rules, one module or folder per family; `lint.registry` has them all."""
