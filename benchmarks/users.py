#!/usr/bin/env python3
"""C's scenario, 1,000 users and 10,000 requests a second, from a generator that costs little.

Usage: benchmarks/users.py [URL of a running shop]
Needs wrk. USERS (1000), RATE (10000), SECONDS (120), WARM_UP (60, not counted) can be set.

What is asked for is that of the load profile c-users, printed before the run; each user has a connection, asks,
waits for the answer, thinks for a random time with an exponential distribution, and asks again. So, other than in
the profile, who gets no answer asks for nothing meanwhile; the rate that was reached is told and has to be that
which is asked for. Latencies count from when a request was sent. Exit status 0 when all is met, else 1.
"""

import os
import re
import subprocess
import sys
import tempfile
import urllib.request

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHOP = (sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080").rstrip("/")
USERS = int(os.environ.get("USERS", 1000))
RATE = int(os.environ.get("RATE", 10000))
SECONDS = int(os.environ.get("SECONDS", 120))
WARM_UP = int(os.environ.get("WARM_UP", 60))
ADDRESSES = 400_000
# What an answer takes of a user's turn at this rate, and a margin, so that the rate is at least that.
ANSWER_MILLIS = 4

SCRIPT = """
local threads = 0
function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end
function init(args)
  math.randomseed(os.time() + id)
  think = tonumber(args[2])
  requests = {}
  local headers = {["Accept"] = "application/json", ["Accept-Encoding"] = "gzip", ["User-Agent"] = "headroom-load"}
  for address in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", address, headers)
  end
  at = math.floor(#requests * (id + math.random()) / 2)
end
function request()
  at = at % #requests + 1
  return requests[at]
end
function delay()
  return math.floor(-math.log(1 - math.random()) * think + 0.5)
end
function done(summary, latency)
  local failed = summary.errors
  io.write(string.format("RESULT %f %f %f %f %f %f %d %d\\n", summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, latency.max / 1e3, summary.requests,
    failed.status + failed.connect + failed.read + failed.write + failed.timeout))
end
"""


def figures():
    """Requests to the response cache, by result."""
    with urllib.request.urlopen(SHOP + "/metrics", timeout=30) as answer:
        text = answer.read().decode()
    found = {}
    for name, labels, value in re.findall(r"^(headroom_\w+)\{([^}]*)\} (\S+)$", text, re.M):
        if name == "headroom_response_cache_requests_total":
            key = re.search(r'result="(\w+)"', labels).group(1)
            found[key] = found.get(key, 0) + float(value)
    return found


def play(script, addresses, seconds):
    think = 1000 * USERS / RATE - ANSWER_MILLIS
    out = subprocess.run(
        ["wrk", "-t2", f"-c{USERS}", f"-d{seconds}s", "--timeout", "10s", "-s", script, SHOP, "--", addresses, str(think)],
        check=True, capture_output=True, text=True).stdout
    return [float(each) for each in re.search(r"^RESULT (.*)$", out, re.M).group(1).split()]


def main():
    with tempfile.TemporaryDirectory() as work:
        addresses = os.path.join(work, "addresses")
        with open(addresses, "w") as to:
            subprocess.run(
                [os.path.join(HOME, "headroom"), "load", "c-users", "--url", SHOP, "--addresses", str(ADDRESSES)],
                check=True, stdout=to)
        script = os.path.join(work, "users.lua")
        with open(script, "w") as to:
            to.write(SCRIPT)
        play(script, addresses, WARM_UP)
        before = figures()
        rate, p50, p90, p95, p99, longest, requests, failed = play(script, addresses, SECONDS)
        after = figures()
    results = {key: after[key] - before.get(key, 0) for key in after}
    asked = sum(count for key, count in results.items() if key != "bypass")
    hits = 100 * (1 - results.get("miss", 0) / asked)
    print(f"{USERS} users for {SECONDS} s: {requests:,.0f} requests, latency p50 {p50:.2f}, p90 {p90:.2f}, p95 {p95:.2f}, "
          f"p99 {p99:.1f} ms, at most {longest:.0f} ms")
    met = True
    for what, limit, measured, good in (
            (f"requests/s >= {RATE:,}", RATE, f"{rate:,.0f}", rate >= 0.99 * RATE),
            ("p95 < 100 ms", 100, f"{p95:.2f}", p95 < 100),
            ("answered by the response cache > 75 %", 75, f"{hits:.1f}", hits > 75),
            ("failed < 1 %", 1, f"{100 * failed / requests:.3f}", failed < 0.01 * requests)):
        met = met and good
        print(f"  {'met   ' if good else 'missed'} {what}, measured {measured}")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
