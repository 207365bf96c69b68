"""SIGTERM and SIGHUP end a command as Ctrl-C does: it ends its sessions and leaves files and the terminal in order.

Afterwards the process dies of the signal that it got, so that a shell, a service manager or CI sees the reason. A
signal that the parent ignores (`nohup`) stays ignored.
"""

import os
import signal
from types import FrameType

_SIGNALS = ("SIGTERM", "SIGHUP")


class Termination:
    """The signal that ends this process, if one came."""

    def __init__(self) -> None:
        self._number: int | None = None

    def watch(self) -> None:
        """Answer the signals that would end the process at once."""
        for number in ending_signals():
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, self._interrupt)

    def die(self) -> None:
        """End this process by the signal that came, if any."""
        if self._number is not None:
            signal.signal(self._number, signal.SIG_DFL)
            os.kill(os.getpid(), self._number)

    def _interrupt(self, number: int, _frame: FrameType | None) -> None:
        self._number = number
        if callable(signal.getsignal(signal.SIGINT)):
            signal.raise_signal(signal.SIGINT)  # what runs answers it in its own way
        else:
            raise KeyboardInterrupt


def ending_signals() -> list[signal.Signals]:
    """Return the signals of this system that ask a process to end, apart from Ctrl-C."""
    return [signal.Signals[name] for name in _SIGNALS if hasattr(signal, name)]
