import os

from echo import serve
from routes import read_head, send


def respond(client):
    head, body = read_head(client)
    lines = head.split("\r\n")
    method, path, version = lines[0].split()
    headers = dict(line.split(": ", 1) for line in lines[1:])
    length = int(headers.get("Content-Length", 0))
    while len(body) < length:
        body += client.recv(65536)
    answer(client, method, path, body)


def answer(client, method, path, body):
    if (method, path) == ("POST", "/"):
        return send(client, "200 OK", body.decode("latin-1"))
    file = os.path.join("files", path.removeprefix("/files/"))
    if method == "POST":
        open(file, "wb").write(body)
        send(client, "201 Created", "")
    elif os.path.isfile(file):
        send(client, "200 OK", open(file).read())
    else:
        send(client, "404 Not Found", "Not Found")


if __name__ == "__main__":
    serve(respond)
