# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Opens deeply nested documents in tslice-lsp-server: it must go on serving.
Usage: nested_documents.py TOOLS"""

import json
import subprocess
import sys

N = 100000
function = "func.func @f() { return }\n"
documents = {
    "regions": "module {" * N + "}" * N,
    "arrays": function + '"a"() {x = ' + "[" * N + "]" * N + "} : () -> ()",
    "types": function + "func.func private @g(" + "tuple<" * N + ">" * N + ")",
    "locations": "func.func @f() { return } loc(" + 'callsite("a" at ' * N + '"b"' + ")" * N + ")",
    "minus": "#m = affine_map<(d0) -> (" + "-" * N + "d0)>\n" + function,
    "aliases": "#a0 = [1]\n" + "".join("#a%d = [#a%d]\n" % (i, i - 1) for i in range(1, N)) + function,
}
failures = 0
for name, text in documents.items():
    server = subprocess.Popen([sys.argv[1] + "/tslice-lsp-server"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    messages = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "rootUri": None, "capabilities": {}}},
        {"method": "textDocument/didOpen", "params": {"textDocument": {"uri": "file:///x.mlir", "languageId": "mlir", "version": 1, "text": text}}},
        {"method": "textDocument/didClose", "params": {"textDocument": {"uri": "file:///x.mlir"}}},
        {"id": 2, "method": "shutdown", "params": None},
        {"method": "exit"},
    ]
    stream = b""
    for message in messages:
        body = json.dumps(dict(message, jsonrpc="2.0")).encode()
        stream += b"Content-Length: %d\r\n\r\n" % len(body) + body
    output, problems = server.communicate(stream, timeout=300)
    if server.returncode != 0 or b'"id":2' not in output or b"nest more than 1000 deep" not in output:
        print("%s: exit code %d, %r" % (name, server.returncode, output[-600:]))
        failures += 1
sys.exit(failures != 0)
