"""A conversation: what the persona hears goes in, what it says streams out, and everything said is kept.

It knows nothing of HTTP, sockets or audio. A *transport* drives it, like this:

    async with conversation.greeting() as turn:       the persona opens; no events if the script has no greeting
        ...
    async with conversation.answer(heard) as turn:    the user said something
        async for event in turn:                      Spoken(delta) | Warned(message), at last Finished(interrupted)
            ...

- A turn lasts as long as its `async with`. Text counts as said once it is iterated. A transport that speaks lags behind
  the text: it stays inside until the last sound is out, sets the times of `turn.speech`, and calls
  `turn.audible(text)` with the part that the user has heard. It stops playing when `turn.interruption()` returns.
- A user interrupts by speaking: `answer` ends the current turn, or waits for it if it is a greeting that may not be
  interrupted. A transport that hears a voice before the words are known, or whose client leaves, calls
  `conversation.interrupt()` or `turn.interrupt()`. The iteration then ends with Finished(interrupted=True). Leaving
  the `async with` early, also by cancellation, is an interruption too.
- However a turn ends, the part that was said is stored, with its times, interruption, warnings and errors. A model
  that fails never ends a conversation: its text so far is kept, and if there is none, the persona says sorry.
- A conversation belongs to one event loop. Its turns never overlap.
"""
