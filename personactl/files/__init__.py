"""The one door for paths: everything that the client side reads, writes, lists or walks on a disk.

A repository is somebody else's data, so each of these resolves links, has bounds, refuses what is not a regular file,
and stays where it belongs. `tests/test_files_door.py` holds that no other module touches a path by itself.
"""
