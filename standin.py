import socket,sys,threading
kind=sys.argv[1]; host,port=sys.argv[2].rsplit(':',1)
s=socket.socket(); s.setsockopt(socket.SOL_SOCKET,socket.SO_REUSEADDR,1); s.bind((host,int(port))); s.listen(128)
print('Listening on http://%s:%s'%s.getsockname(),flush=True)
keep=[]
A={'200':b'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok','400':b'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'}
def serve(c):
    try:
        if kind=='echo':
            while (d:=c.recv(65536)): c.sendall(d)
        elif kind in A:
            b=b''
            while b'\r\n\r\n' not in b:
                d=c.recv(65536)
                if not d: break
                b+=d
            a=A[kind]
            if b.startswith(b'HEAD'): a=a.split(b'\r\n\r\n')[0]+b'\r\n\r\n'
            c.sendall(a)
            c.shutdown(socket.SHUT_WR)
            c.settimeout(2)
            while c.recv(65536): pass
    except OSError: pass
    c.close()
while True:
    c,_=s.accept()
    if kind=='silent': keep.append(c)
    elif kind=='close': c.close()
    else: threading.Thread(target=serve,args=(c,),daemon=True).start()
