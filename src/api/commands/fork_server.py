"""Loaded into the process that workers are forked from, which must not end before them: it ends with the last of them.

A group of processes may get SIGTERM together. Without that process the supervisor would take workers for dead that still answer.
"""

import os
import signal

signal.signal(signal.SIGTERM, signal.SIG_IGN)
os.register_at_fork(after_in_child=lambda: signal.signal(signal.SIGTERM, signal.SIG_DFL))
