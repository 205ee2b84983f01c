"""What certificates does in the background: approve where the office decided so, make the files.

Nothing is imported here, so that the worker process loads jobs/press.py and not the whole service.
"""
