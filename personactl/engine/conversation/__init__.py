"""A conversation: what the persona hears goes in, what it says streams out, and everything said is kept.

It knows nothing of HTTP, sockets or audio; a *transport* drives it. The seam, for whoever writes the next one:

    async with conversation.greeting() as turn:       the persona opens; no events where the script has no greeting
        ...
    async with conversation.answer(heard) as turn:    the user said something
        async for event in turn:                      Spoken(delta) | Warned(message), at last Finished(interrupted)
            ...

- A turn lasts as long as its `async with`. Text is said once it is iterated. Speech lags behind: such a transport
  stays inside until the last sound is out, tells `turn.speech` when synthesis and sound begin and end, and
  `turn.audible(text)` how far the voice got; it stops playing when `turn.interruption()` returns.
- The user interrupts: by speaking (`answer` takes the floor from the turn that has it, unless that is a greeting
  which may not be interrupted: then it waits), by a sign of voice before the words are known, or by leaving
  (`conversation.interrupt()`, `turn.interrupt()`). The iteration then ends with Finished(interrupted=True). Leaving
  the `async with` early, also by cancellation, is an interruption too.
- Whatever ends a turn, what was said of it is stored, with times, interruption and what went wrong. A model that
  fails never ends a conversation: what came is kept; where nothing came, the persona says sorry.
- All of it belongs to one event loop. Turns never overlap.
"""
