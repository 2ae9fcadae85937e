from echo import serve

BODY = "Grüße von Python\n"


def answer(client):
    request = client.recv(1024).decode()
    print(request.splitlines()[0])
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
    head += f"Content-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
    client.sendall((head + BODY).encode())


if __name__ == "__main__":
    serve(answer)
