"""Measures diff and push of many personas against a platform that answers 50 ms late: time, memory and requests.

    python benchmarks/sync.py [--first N] [--many N] [--delay-ms MS]     1,000, 10,000 and 50 by default

The platform is the embedded engine in its own process, with the delay added to each of its answers. Every row is a
whole command in its own process, including lint and start-up; `peak` is its peak memory. The ideal time of a push is
that of its requests with 16 at once. A diff is compared with the time of its list requests one after another, measured
in the same run. CPU time is shown beside wall time, which varies much on a busy machine.

What profiling found, and what was done about it:
- `asyncio.run` has `signal.signal` make the `repr` of the main task and of its result: 5 % of the samples in a push of
  1,000. The main task returns nothing now.
- Every create searched the whole lock for known ids, and every finished item compared its address with all others, in
  Python functions: quadratic in the number of personas. Addresses are tuples now.
- The names of fields were converted to camel case for each persona that was read back. The result is now cached.
- Reading files is the larger part of a diff without a cache. Like checking, it is spread over the cores, for about the
  same CPU time. With the cache only size, times and inode are read; prompts are identified by their fingerprints.
- Unchanged lines of the lock are not serialized again, and the engine does half the work. A pause after each write of
  the lock gained nothing: 7.95 s CPU without it, 8.55 s with it. For 1,000 personas, 3 s of the client's CPU time is
  httpx; aiohttp below it took a third of that and changed wall time by 1 %, which was not worth a second HTTP library.
- Most of the time above the ideal passes before the first request, while all files are checked on all cores. The rest
  is the work of client and engine beside the 50 ms; on average 15.6 of 16 requests are under way. It is CPU time: the
  same code took 1.2 times the ideal on one machine with two cores and 1.45 times on another. An event loop in C, a
  disabled garbage collector, and a delay after the engine's work instead of before it made no difference.
- Items that have begun go before items that have not. That costs nothing, and the progress count moves from the first
  seconds on.
- The search for the name after each create is a third of all requests. It prevents duplicates when two people push at
  once.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from projects import make_project
from slow_engine import CONTROL

from personactl.state.lock_format.lock_file import read_lock, write_lock

BIN = Path(sys.executable).parent
CONCURRENCY = 16
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Platform:
    process: int
    url: str
    key: str

    def reset(self, delay_ms: float) -> None:
        httpx.put(f"{self.url}{CONTROL}", params={"delay_ms": delay_ms}).raise_for_status()

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = httpx.get(f"{self.url}{CONTROL}").json()
        return counts

    def cpu_s(self) -> float:
        """User and system time of the engine, as Linux reports it."""
        values = Path(f"/proc/{self.process}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """`cpu_s` is user and system time of the command and of the processes that it started, `engine_s` the engine's."""

    seconds: float
    cpu_s: float
    engine_s: float
    peak_mib: float
    requests: Mapping[str, int]

    @property
    def sent(self) -> int:
        return sum(self.requests.values())


def main() -> None:
    arguments = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    arguments.add_argument("--first", type=int, default=1_000, help="personas of the first push")
    arguments.add_argument("--many", type=int, default=10_000, help="personas that a diff goes through")
    arguments.add_argument("--delay-ms", type=float, default=50.0)
    options = arguments.parse_args()
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores, {options.delay_ms:g} ms added to each answer")
    with tempfile.TemporaryDirectory() as folder:
        _first_push(Path(folder) / "first", options.first, options.delay_ms)
        _diffs(Path(folder) / "many", options.many, options.delay_ms)


def _first_push(root: Path, count: int, delay_ms: float) -> None:
    make_project(root, count)
    with _platform(root) as platform:
        push = _run(root, platform, delay_ms, "push", "--yes", "--concurrency", str(CONCURRENCY))
    ideal = push.sent * delay_ms / 1000 / CONCURRENCY
    print(f"\nfirst push of {count:,} personas")
    _show("push --yes", push)
    print(f"ideal {ideal:.2f} s ({push.sent:,} requests x {delay_ms:g} ms / {CONCURRENCY})")
    print(f"it took {push.seconds / ideal:.2f} times the ideal (aim: 1.3)")


def _diffs(root: Path, count: int, delay_ms: float) -> None:
    files = make_project(root, count)
    with _platform(root) as platform:
        pushed = _run(root, platform, 0, "push", "--yes", "--concurrency", str(CONCURRENCY))
        listing = _one_after_another(platform, count, delay_ms)
        known = _run(root, platform, delay_ms, "diff", "--exit-code")
        shutil.rmtree(root / "home")
        new = _run(root, platform, delay_ms, "diff", "--exit-code")
        changed = min(files.iterdir())
        changed.write_text(changed.read_text().replace("description: ", "description: New "))
        one = _run(root, platform, delay_ms, "diff")
    print(f"\ndiff of {count:,} personas; its list requests one after another take {listing:.2f} s")
    _show("(their push, no delay)", pushed)
    for name, measured in (("nothing changed", known), ("and no cache", new), ("one changed", one)):
        _show(f"diff, {name}", measured)
        print(f"{measured.seconds - listing:+.2f} s beside the list requests (aim: under 2)")
    _lock(root / "personactl.lock", count)


def _lock(path: Path, count: int) -> None:
    start = time.perf_counter()
    lock = read_lock(path)
    read = time.perf_counter()
    write_lock(path, lock)
    written = time.perf_counter()
    print(f"\nlock of {count:,} entries, {path.stat().st_size / 2**20:.1f} MiB")
    print(f"read {read - start:.2f} s, written {written - read:.2f} s (aim: under 0.5 together)")


def _one_after_another(platform: Platform, count: int, delay_ms: float) -> float:
    platform.reset(delay_ms)
    start = time.perf_counter()
    with httpx.Client(base_url=platform.url, headers={"Authorization": f"Bearer {platform.key}"}) as client:
        for page in range(1, -(-count // PER_PAGE) + 1):
            client.get("/v1/personas", params={"page": page, "perPage": PER_PAGE}).raise_for_status()
    return time.perf_counter() - start


def _run(root: Path, platform: Platform, delay_ms: float, *command: str) -> Measured:
    platform.reset(delay_ms)
    environment = {
        **os.environ,
        "PERSONACTL_HOME": str(root / "home"),
        "ANAM_API_URL": platform.url,
        "ANAM_API_KEY": platform.key,
    }
    start, engine_s = time.perf_counter(), platform.cpu_s()
    process = subprocess.Popen(
        [BIN / "personactl", *command], cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.stderr.close()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{command[0]} failed with {process.returncode}:\n{said.decode()}")
    cpu_s = usage.ru_utime + usage.ru_stime
    return Measured(seconds, cpu_s, platform.cpu_s() - engine_s, usage.ru_maxrss / 1024, platform.counts())


def _show(name: str, measured: Measured) -> None:
    took = f"{measured.seconds:6.2f} s wall, {measured.cpu_s:6.2f} s CPU (engine {measured.engine_s:.2f} s)"
    print(f"{name:24} {took}, {measured.peak_mib:4.0f} MiB  {json.dumps(measured.requests)}")


@contextmanager
def _platform(root: Path) -> Iterator[Platform]:
    engine = [sys.executable, str(Path(__file__).with_name("slow_engine.py")), str(root / "engine.db")]
    process = subprocess.Popen(engine, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        url, key = (process.stdout.readline().strip().partition("=")[2] for _ in range(2))
        yield Platform(process.pid, url, key)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


if __name__ == "__main__":
    main()
