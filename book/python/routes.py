from echo import serve


def respond(client):
    head, body = read_head(client)
    lines = head.split("\r\n")
    method, path, version = lines[0].split()
    headers = dict(line.split(": ", 1) for line in lines[1:])
    if path == "/":
        send(client, "200 OK", "Welcome")
    elif path.startswith("/echo/"):
        send(client, "200 OK", path.removeprefix("/echo/"))
    elif path == "/user-agent":
        send(client, "200 OK", headers.get("User-Agent", ""))
    else:
        send(client, "404 Not Found", "Not Found")


def read_head(client):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(1024)
        if not piece:
            raise ConnectionError("the client has left")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    return head.decode("latin-1"), body


def send(client, status, text):
    body = text.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\n"
    head += f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    client.sendall(head.encode() + body)


if __name__ == "__main__":
    serve(respond)
