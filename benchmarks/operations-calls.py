#!/usr/bin/env python3
"""How long the calls of operations take while the load profile runs, how old their figures are, and what an open page costs.

Usage: benchmarks/operations-calls.py [RUN_JSON]
Starts a shop, or takes the one of RUN_JSON, the file `run.json` in the folder of its data, asks for each call in turn, RATE (20) a second over one
connection, while `./headroom load load` runs with FACTOR (1); then, without a load, takes the service's processor time for PAGE seconds (60) without and with a page's
stream of events open. Ends with 1 where the load missed its thresholds: then the figures are those of an overloaded shop. Needs Linux and a machine without
other work.
"""
import http.client
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FACTOR = os.environ.get("FACTOR", "1")
PAGE = int(os.environ.get("PAGE", 60))
RATE = float(os.environ.get("RATE", 20))
OWN_PORT = 18095
BASE = "/api/v1/performance"
CALLS = ["/metrics", "/health", "/health/ready", "/catalog/metrics", "/catalog/metrics/json"] + [BASE + each for each in (
    "/health", "/summary", "/overview", "/history?duration=60&step=10", "/endpoints", "/slow-queries?threshold=100", "/query-stats",
    "/index-suggestions", "/database/optimization-status", "/cache", "/cache/hottest-keys", "/cache/coldest-keys", "/cache/warmup/status",
    "/pool", "/pool/leaks", "/pool/long-running", "/locks", "/locks/contention", "/jobs", "/jobs/dead", "/search/performance", "/memory",
    "/alerts", "/sla/compliance", "/capacity", "/findings", "/nodes", "/benchmarks", "/profile", "/audit", "/ping")]


def quantile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def ages(value, name=""):
    """What figures say of their age, in seconds; how old the content of a materialized view is, is itself a figure."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key != "views":
                yield from ages(inner, key)
    elif isinstance(value, list):
        for inner in value[:3]:
            yield from ages(inner, name)
    elif name in ("ageSeconds", "freshnessSeconds") and isinstance(value, (int, float)):
        yield value


def ask_all(port, took, statuses, oldest, ended):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    turn = 0
    while not ended.is_set():
        call = CALLS[turn % len(CALLS)]
        turn += 1
        began = time.monotonic()
        connection.request("GET", call)
        answer = connection.getresponse()
        body = answer.read()
        millis = (time.monotonic() - began) * 1e3
        took.setdefault(call, []).append(millis)
        statuses.setdefault(call, set()).add(answer.status)
        if answer.status == 200 and body[:1] == b"{":
            for age in ages(json.loads(body)):
                oldest[call] = max(oldest.get(call, 0), age)
        time.sleep(max(0, 1 / RATE - millis / 1e3))


def cpu_seconds(pid):
    fields = open("/proc/%d/stat" % pid).read().rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def spent(pid, seconds):
    before = cpu_seconds(pid)
    time.sleep(seconds)
    return (cpu_seconds(pid) - before) / seconds * 100


def drain(stream):
    """Reads until the stream is closed, which http.client tells by more than one error."""
    try:
        for _ in stream:
            pass
    except (AttributeError, OSError, ValueError):
        pass


def measure(url, pid, data, folder):
    """Prints the tables; whether the load passed."""
    port = urllib.parse.urlsplit(url).port
    took, statuses, oldest, ended = {}, {}, {}, threading.Event()
    asking = threading.Thread(target=ask_all, args=(port, took, statuses, oldest, ended))
    load = subprocess.Popen(
        [os.path.join(HOME, "headroom"), "load", "load", "--factor", FACTOR, "--url", url, "--data", data,
         "--out", os.path.join(folder, "report"), "--no-gatling-report"], stdout=subprocess.PIPE, text=True)
    asking.start()
    said = load.communicate()[0]
    ended.set()
    asking.join()
    print(said)
    print("| call | answers | asked | median | p99 | longest | oldest figure |\n|---|---|--:|--:|--:|--:|--:|")
    for call in CALLS:
        times = took.get(call, [0])
        print("| `%s` | %s | %d | %.1f ms | %.1f ms | %.1f ms | %s |" % (
            call.replace(BASE, "…"), ", ".join(map(str, sorted(statuses.get(call, [])))), len(times), quantile(times, 0.5),
            quantile(times, 0.99), max(times), "%.1f s" % oldest[call] if call in oldest else ""))
    every = [millis for times in took.values() for millis in times]
    print("| all | | %d | %.1f ms | %.1f ms | %.1f ms | |" % (len(every), quantile(every, 0.5), quantile(every, 0.99), max(every)), flush=True)
    time.sleep(20)
    shares = {"closed": [], "open": []}
    for _ in range(2):
        shares["closed"].append(spent(pid, PAGE / 2))
        stream = urllib.request.urlopen(url + BASE + "/events", timeout=30)
        reading = threading.Thread(target=drain, args=(stream,), daemon=True)
        reading.start()
        shares["open"].append(spent(pid, PAGE / 2))
        stream.close()
    closed, opened = (sum(shares[each]) / len(shares[each]) for each in ("closed", "open"))
    print("\nOf one processor without a load: page closed %.2f %%, open %.2f %%, so a page costs %.2f %%." % (closed, opened, opened - closed))
    return load.returncode == 0


def running(file):
    run = json.load(open(file))
    return run["http"][0], run["pids"]["nodes"][0], os.path.dirname(os.path.abspath(file))


def main():
    if len(sys.argv) > 2 or sys.argv[-1].startswith("-"):
        sys.exit(__doc__)
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) == 2:
            sys.exit(0 if measure(*running(sys.argv[1]), folder) else 1)
        data = os.path.join(folder, "data")
        log = open(os.path.join(folder, "log"), "w")
        shop = subprocess.Popen([os.path.join(HOME, "headroom"), "run", "--port", str(OWN_PORT), "--data", data], stdout=log, stderr=log)
        try:
            while not os.path.exists(os.path.join(data, "run.json")):
                if shop.poll() is not None:
                    sys.exit("the shop does not start:\n" + open(log.name).read())
                time.sleep(0.5)
            passed = measure(*running(os.path.join(data, "run.json")), folder)
        finally:
            shop.terminate()
            shop.wait()
        sys.exit(0 if passed else 1)


main()
