from concurrent.futures import ThreadPoolExecutor


def handle(request):
    method, path, version = request.split(" ")
    print("answered", path)


with ThreadPoolExecutor(max_workers=2) as pool:
    jobs = [pool.submit(handle, request) for request in ("GET / HTTP/1.1", "nonsense")]
print("all done")
print("job 2:", jobs[1].exception())
