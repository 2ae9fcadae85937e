from threading import Barrier, Thread

shelf = []
both = Barrier(2)


def add(title):
    number = len(shelf) + 1
    both.wait()
    shelf.append({"id": number, "title": title})


threads = [Thread(target=add, args=(title,)) for title in ("Emma", "Ulysses")]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(book["id"] for book in shelf))
