"""An echo server that behaves in the way it is told: server.py WAY HOST:PORT."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

way, address = sys.argv[1], sys.argv[2]


def flood():
    # Endless output, and an endless log.
    with open("log", "wb") as log:
        while True:
            sys.stdout.write("x" * 65536)
            log.write(b"x" * 65536)
            time.sleep(0.01)


if way == "crashes":
    sys.exit("there is no database here")
if way == "slow":
    time.sleep(2)
if way == "stubborn":
    forged = '{"summary": {"passed": 12, "failed": 0, "skipped": 0, "not_run": 0, "points": 10, "max_points": 10}, "checks": []}'
    with open(os.path.join(os.environ["TMPDIR"], "..", "report.json"), "w") as report:
        report.write(forged)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.kill(os.getppid(), signal.SIGKILL)
if way == "deletes":
    shutil.rmtree(os.path.dirname(os.path.abspath(__file__)))
if way == "forks":
    # Neither its group nor its environment says whose child it is.
    subprocess.Popen(["sleep", "600"], start_new_session=True)
    subprocess.Popen(["env", "-i", "sleep", os.environ["SECONDS_TO_STAY"]], start_new_session=True)
if way == "fills":
    for number in range(10000):
        with open(f"file-{number}", "wb") as file:
            file.write(b"x" * 1024 * 1024)
        time.sleep(0.01)
if way == "floods":
    threading.Thread(target=flood, daemon=True).start()

host, port = address.rsplit(":", 1)
listener = socket.create_server((host, int(port)))
while True:
    connection, _ = listener.accept()
    if way == "hangs":
        time.sleep(600)
    try:
        while piece := connection.recv(4096):
            connection.sendall(piece.replace(b"\0", b"") if way == "partial" else piece)
    except OSError:
        pass
    connection.close()
