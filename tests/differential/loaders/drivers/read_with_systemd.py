"""Reads documents with systemd's own load_env_file(): read_with_systemd.py LIBRARY"""
import base64
import ctypes
import json
import os
import re
import sys
import tempfile

library = ctypes.CDLL(sys.argv[1])
library.load_env_file.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))]
asked = json.load(sys.stdin)
key = asked["key"].encode()
path = os.path.join(tempfile.mkdtemp(dir="."), ".env")


def answer(document):
    with open(path, "wb") as file:
        file.write(base64.b64decode(document))
    found = ctypes.POINTER(ctypes.c_char_p)()
    result = library.load_env_file(None, path.encode(), ctypes.byref(found))
    if result < 0:
        return {"error": os.strerror(-result)}
    index = 0
    last = None
    while found and found[index] is not None:
        name, _, value = found[index].partition(b"=")
        # A service gets only what has such a name.
        if name == key and re.fullmatch(rb"[A-Za-z_][A-Za-z0-9_]*", name):
            last = value
        index += 1
    return {"missing": True} if last is None else {"value": last.decode(errors="replace")}


for document in asked["documents"]:
    print(json.dumps(answer(document)), flush=True)
