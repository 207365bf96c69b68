"""Long work, kept as rows of the table `jobs`, so that it survives a restart and several processes can share it.

A worker claims a job for a limited time (the lease), runs it in a thread of its own, and deletes the row in the same
transaction that stores the result. When its process dies, the lease expires and another worker claims the job.
"""
