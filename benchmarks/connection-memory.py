#!/usr/bin/env python3
"""What a connection holds of the heap: class histograms before and after many are opened.

    benchmarks/connection-memory.py PORT PID TOKEN_FILE

PORT and PID are those of a running marketplace that nobody else asks, with a JDK's jcmd on the
PATH; TOKEN_FILE holds the output of `./headroom token operator`.
"""
import socket
import subprocess
import sys
import time

ROUNDS = 2


def live_bytes(pid):
    """The second histogram: the first one's collection lets references and cleaners go."""
    for _ in range(2):
        histogram = subprocess.run(
            ["jcmd", pid, "GC.class_histogram"], capture_output=True, text=True, check=True
        ).stdout
    total = next(line for line in histogram.splitlines() if line.startswith("Total"))
    return int(total.split()[2])


def idle(connection, _):
    connection.sendall(b"GET /api/catalog/items/5 HTTP/1.1\r\nHost: a\r\n\r\n")
    connection.recv(65536)


def half_read(connection, _):
    connection.sendall(b"GET /api/catalog/items/5 HTTP/1.1\r\nHost: a\r\nX-A: b")


def begun(connection, token):
    connection.sendall(
        b"PUT /api/catalog/items/5 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
        + token
        + b"\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n{\"sku\":"
    )


def main():
    port, pid, token = int(sys.argv[1]), sys.argv[2], open(sys.argv[3], "rb").read().strip()
    for name, ask, count in (
        ("idle after a hit", idle, 800),
        ("half a request read", half_read, 800),
        ("request begun by the container", begun, 90),
    ):
        for _ in range(ROUNDS):
            before = live_bytes(pid)
            connections = []
            for _ in range(count):
                connection = socket.create_connection(("127.0.0.1", port), timeout=10)
                ask(connection, token)
                connections.append(connection)
            time.sleep(1)
            kilobytes = (live_bytes(pid) - before) / count / 1024
            print(f"{name}: {count} connections, {kilobytes:.1f} KB each", flush=True)
            for connection in connections:
                connection.close()
            time.sleep(3)


if __name__ == "__main__":
    main()
