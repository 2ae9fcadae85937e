class Session:
    def __init__(self):
        self.buffer = b""

    def receive(self, data):
        self.buffer += data

    def next_request(self):
        head, end, rest = self.buffer.partition(b"\r\n\r\n")
        if not end:
            return None
        self.buffer = rest
        return head.split(b"\r\n")[0].decode("latin-1")


BYTES = b"GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n"
found = set()
for cut in range(len(BYTES)):
    session, requests = Session(), []
    for piece in (BYTES[:cut], BYTES[cut:]):
        session.receive(piece)
        while request := session.next_request():
            requests.append(request)
    found.add(tuple(requests))
print(found)
