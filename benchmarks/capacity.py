#!/usr/bin/env python3
"""Compares the headroom number with what a stress run finds, at three limits: the processor, a pool of two connections to a
database 10 ms away, and a database that runs for a tenth of the time.

Usage: benchmarks/capacity.py [processor] [pool] [database]     (all three without one; about 10 min each)
Needs wrk and a machine without other work. For each limit it starts a shop of its own; warms it up at full speed until that grows by less than 3 %; loads it for four minutes at 20 to
60 % of what it did then; reads the number; and loads it with more and more connections, of which the best run in which p95 < 500 ms, the mean < 200 ms and
less than 1 % of the answers are errors is what it can do. WARM_UP (60 s, at most WARM_UPS = 6 of them), PHASE (45 s, five of them) and STRESS (20 s a run) can be set. In the folder HISTORY, if given, it leaves
what the service saw in each step of 10 s, so that another estimate can be tried on it.
"""
import asyncio
import itertools
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

HOME = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
WARM_UP = int(os.environ.get("WARM_UP", 60))
WARM_UPS = int(os.environ.get("WARM_UPS", 6))
PHASE = int(os.environ.get("PHASE", 45))
STRESS = int(os.environ.get("STRESS", 20))
HISTORY = os.environ.get("HISTORY")
SHARES = [0.2, 0.5, 0.3, 0.6, 0.4]
# What is measured is a service that is warm. The launcher lets the optimising compiler wait four times longer than the JVM does: these are the
# JVM's own thresholds.
WARM_SOONER = "-XX:Tier4InvocationThreshold=5000 -XX:Tier4MinInvocationThreshold=600 -XX:Tier4CompileThreshold=15000 -XX:Tier4BackEdgeThreshold=40000"
CONNECTIONS = 32
PORT = 18090
LIMITS = {
    "processor": {},
    "pool": {"SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE": "2", "SPRING_DATASOURCE_HIKARI_MINIMUM_IDLE": "2"},  # Flyway needs two
    "database": {},
}
SEEDS = itertools.count(1)  # none twice: the same seed asks for the same lists
DISTANCE = 0.005  # seconds each way
# The load profile's shares. No list is asked for twice, and what else there is soon is in the caches: were it otherwise, the share of
# hits, and with it what a request costs, would follow the load. With a pause, each connection waits so long before it asks again.
MIX = """
local words = {"lamp", "mug", "desk", "chair", "blue", "steel", "garden", "kitchen", "wood", "glass", "light", "box"}
local sorts = {"price", "-price", "-created", "-popularity", "name", "-rating"}
local pause = 0
local function popular(n) return 1 + math.floor(n * math.random() ^ 3) end
function init(args) math.randomseed(tonumber(args[1])); pause = tonumber(args[2]) end
function delay() return math.floor(pause * 2 * math.random()) end
function request()
  local dice, path = math.random(100), nil
  if dice <= 40 then
    local least = math.random(20000)
    path = "/api/catalog/items?sort=" .. sorts[math.random(#sorts)] .. "&minPrice=" .. least / 100 .. "&maxPrice=" .. (least + math.random(20000)) / 100
  elseif dice <= 70 then path = "/api/catalog/search?q=" .. words[popular(#words)] .. "%20" .. words[math.random(#words)] .. "&minPrice=" .. popular(20)
  elseif dice <= 90 then path = "/api/catalog/items/" .. popular(5000) .. "/similar"
  else path = "/api/catalog/items/" .. popular(5000) end
  return wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
end
function done(summary, latency)
  io.write(string.format("RESULT %d %d %d %f %f\\n", summary.requests, summary.duration,
    summary.errors.status + summary.errors.timeout + summary.errors.read, latency.mean, latency:percentile(95)))
end
"""


def wrk(script, connections, seconds, pause=0):
    """Returns requests/s, share of errors, mean and p95 in ms."""
    out = subprocess.run(
        ["wrk", "-t1", "-c%d" % connections, "-d%ds" % seconds, "-s", script, "http://127.0.0.1:%d" % PORT, "--",
         str(next(SEEDS)), str(pause)],
        capture_output=True, text=True, check=True).stdout
    line = next(each for each in out.splitlines() if each.startswith("RESULT")).split()
    requests, micros, errors, mean, p95 = (float(each) for each in line[1:])
    return requests / micros * 1e6, errors / max(1, requests), mean / 1e3, p95 / 1e3


class SlowDatabase(threading.Thread):
    """Lets the server's processes run for a tenth of each 30 ms."""

    def __init__(self, postmaster):
        super().__init__(daemon=True)
        self.postmaster = postmaster
        self.ended = threading.Event()

    def signal(self, what):
        for pid in open("/proc/%d/task/%d/children" % (self.postmaster, self.postmaster)).read().split():
            try:
                os.kill(int(pid), what)
            except ProcessLookupError:
                pass

    def run(self):
        while not self.ended.is_set():
            self.signal(signal.SIGSTOP)
            time.sleep(0.027)
            self.signal(signal.SIGCONT)
            time.sleep(0.003)

    def end(self):
        self.ended.set()
        self.join()
        self.signal(signal.SIGCONT)


class DistantDatabase(threading.Thread):
    """Passes on what comes to a port of its own, later by the distance, in order."""

    def __init__(self, host, port):
        super().__init__(daemon=True)
        self.to = (host, port)
        self.port = 0
        self.listens = threading.Event()

    async def pass_on(self, source, target):
        loop = asyncio.get_running_loop()
        while data := await source.read(1 << 16):
            loop.call_later(DISTANCE, target.write, data)
        loop.call_later(DISTANCE, target.close)

    async def connect(self, reader, writer):
        there, back = await asyncio.open_connection(*self.to)
        await asyncio.gather(self.pass_on(reader, back), self.pass_on(there, writer), return_exceptions=True)

    async def serve(self):
        server = await asyncio.start_server(self.connect, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self.listens.set()
        await server.serve_forever()

    def run(self):
        asyncio.run(self.serve())


def start(data, log, port, variables):
    """Starts a shop and waits until it is ready."""
    shop = subprocess.Popen([os.path.join(HOME, "headroom"), "run", "--port", str(port), "--data", data], stdout=log, stderr=log,
                            env={**os.environ, **variables, "HEADROOM_OPERATIONS_CAPACITY_WINDOW": "4m", "_JAVA_OPTIONS": WARM_SOONER})
    while not os.path.exists(os.path.join(data, "run.json")):
        if shop.poll() is not None:
            sys.exit("the shop does not start:\n" + open(log.name).read()[-2000:])
        time.sleep(0.5)
    with open(os.path.join(data, "run.json")) as running:
        return shop, json.load(running)


def ask(what):
    with urllib.request.urlopen("http://127.0.0.1:%d/api/v1/performance/%s" % (PORT, what)) as answer:
        return json.load(answer)["data"]


def capacity():
    return ask("capacity")


def tell(phase, rate, mean, p95):
    """Says on standard error what the service made of a phase, so that a number that is off can be understood."""
    state = capacity()
    first = state.get("resources", [{}])[0]
    print("%s: %.0f/s, mean %.1f ms, p95 %.1f ms; %s, %s ms of it a request; %s" % (
        phase, rate, mean, p95, first.get("name"), first.get("demandMillis"), state["sentence"]), file=sys.stderr, flush=True)


def measure(limit, folder):
    script = os.path.join(folder, "mix.lua")
    with open(script, "w") as mix:
        mix.write(MIX)
    data = os.path.join(folder, limit)
    shops = []
    slow = None
    try:
        with open(os.path.join(folder, limit + ".log"), "w") as log:
            variables = LIMITS[limit]
            if limit == "pool":  # the database of a second shop, which does nothing else
                other, there = start(data + "-database", log, PORT + 1, {})
                shops.append(other)
                near = there["postgres"]
                far = DistantDatabase(near["host"], near["port"])
                far.start()
                far.listens.wait()
                variables = {**variables, "HEADROOM_POSTGRES_URL": "jdbc:postgresql://127.0.0.1:%d/%s" % (far.port, near["database"]),
                             "HEADROOM_POSTGRES_USER": near["user"], "HEADROOM_POSTGRES_PASSWORD": near["password"]}
            shop, running = start(data, log, PORT, variables)
            shops.append(shop)
        if limit == "database":
            slow = SlowDatabase(running["pids"]["postgres"])
            slow.start()
        most = mean = 0
        for _ in range(WARM_UPS):
            before = most
            most, _, mean, p95 = wrk(script, CONNECTIONS, WARM_UP)
            tell("warming up", most, mean, p95)
            if most < 1.03 * before:
                break
        for share in SHARES:
            rate, _, average, p95 = wrk(script, CONNECTIONS, PHASE, max(1, round(1000 * CONNECTIONS / (share * most) - mean / 2)))
            tell("%.0f %%" % (100 * share), rate, average, p95)
        predicted = capacity()
        found = 0
        for connections in (8, 16, 32, 64, 128):
            rate, errors, mean, p95 = wrk(script, connections, STRESS)
            tell("%d connections" % connections, rate, mean, p95)
            if p95 < 500 and mean < 200 and errors < 0.01:
                found = max(found, rate)
        if HISTORY:
            with open(os.path.join(HISTORY, limit + ".json"), "w") as file:
                json.dump(ask("history?duration=30&step=10&figures=http.*,system.*,process.*,pool.*,database.*,jvm.gc_ratio"), file)
        return predicted, found
    finally:
        if slow:
            slow.end()
        for each in reversed(shops):
            each.terminate()
            each.wait()


def main():
    wanted = sys.argv[1:] or list(LIMITS)
    if any(each not in LIMITS for each in wanted):
        sys.exit(__doc__)
    print("| limit | foretold | interval | found | off by | said to be limited by |\n|---|--:|--:|--:|--:|---|", flush=True)
    sentences = []
    with tempfile.TemporaryDirectory() as folder:
        for limit in wanted:
            predicted, found = measure(limit, folder)
            sentences.append("%s: %s" % (limit, predicted["sentence"]))
            if predicted["known"] and found:
                number = predicted["capacity"]
                print("| %s | %.0f | %.0f–%.0f | %.0f | %+.0f %% | %s |" % (
                    limit, number["value"], number["lower"], number["upper"], found, 100 * (number["value"] / found - 1),
                    predicted.get("limitedBy", "")), flush=True)
            else:
                print("| %s | %s | | %.0f | | |" % (limit, predicted["sentence"], found), flush=True)
    print("\n" + "\n".join(sentences))


main()
