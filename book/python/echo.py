import socket
import sys


def serve(handle):
    host, port = sys.argv[1].rsplit(":", 1)
    with socket.create_server((host, int(port))) as listener:
        host, port = listener.getsockname()
        print(f"Listening on http://{host}:{port}", flush=True)
        while True:
            client, _ = listener.accept()
            with client:
                handle(client)


def echo(client):
    while data := client.recv(4096):
        client.sendall(data)


if __name__ == "__main__":
    serve(echo)
