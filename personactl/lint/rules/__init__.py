"""The rules, one module or folder for each family; `lint.registry` lists them all."""
