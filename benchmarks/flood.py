#!/usr/bin/env python3
"""Opens many connections to a running shop at once, asks each a question that is not cached, and tells what came.

Usage: benchmarks/flood.py [URL [CONNECTIONS [SECONDS]]]
Defaults: http://127.0.0.1:8080, 4000 connections, 12 s of waiting. Needs as many open files (ulimit -n).
"""
import collections
import socket
import sys
import time
import urllib.parse

url = urllib.parse.urlsplit(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080")
count = int(sys.argv[2]) if len(sys.argv) > 2 else 4000
seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 12

sockets = []
for _ in range(count):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex((url.hostname, url.port or 80))
    sockets.append(one)
    if len(sockets) % 200 == 0:
        time.sleep(0.02)
time.sleep(1)
for number, one in enumerate(sockets):
    path = "/api/catalog/items?limit=100&minPrice=%d.%02d" % (number // 100 % 100, number % 100)
    try:
        one.send(("GET %s HTTP/1.1\r\nHost: flood\r\nAccept-Encoding: gzip\r\n\r\n" % path).encode())
    except OSError:
        pass
time.sleep(seconds)
answers = collections.Counter()
for one in sockets:
    try:
        head = one.recv(64)
        answers[head.split(b" ")[1].decode() if head.startswith(b"HTTP/") else "closed"] += 1
    except BlockingIOError:
        answers["no answer yet"] += 1
    except OSError as error:
        answers[type(error).__name__] += 1
print(dict(answers))
