#!/usr/bin/env bash
# Guess: the patch that a JSON Patch library makes from two documents turns the first into the second.
# Seen: jsonpatch for Python sees no difference between `false` and `0`, and between `true` and `1`, inside a list: the
#   patch is empty, also if they are members of an object in that list. In an object that is in no list it sees it. The
#   operation `test` never sees it. (In Python False == 0.) fast-json-patch for JavaScript does all of this right.
# Versions: jsonpatch 1.33, Python 3.11; fast-json-patch 3.1.1, Node 20.
# Why it matters: a server that sends differences sends none for a row [17, false] that becomes [17, 0]. Its readers
#   keep the old value, and the next patches fit, so nobody sees an error.
# Feedhorn: makes its deltas itself (docs/protocol.md, "Deltas"). It applies each to the old value, and sends the whole
#   value if the result is not the new one.
source "$(dirname "$0")/support/pip-packages.sh" jsonpatch==1.33
source "$support/npm-packages.sh" fast-json-patch@3.1.1
cat > documents.json <<'JSON'
[
  [{"on": false}, {"on": 0}],
  [[false], [0]],
  [{"switches": [{"on": 1}]}, {"switches": [{"on": true}]}],
  [[{"on": false}, {"n": 1}], [{"on": 0}, {"n": 2}]]
]
JSON
cat > patches.py <<'PY'
import json

import jsonpatch

with open("documents.json") as file:
    pairs = json.load(file)
for before, after in pairs:
    patch = jsonpatch.make_patch(before, after)
    print(json.dumps(patch.apply(before)) == json.dumps(after), len(patch.patch))
jsonpatch.apply_patch([False], [{"op": "test", "path": "/0", "value": 0}])
print("equal to test")
PY
cat > patches.mjs <<'JS'
import {readFileSync} from 'node:fs';
import library from 'fast-json-patch';

for (const [before, after] of JSON.parse(readFileSync('documents.json'))) {
  const patch = library.compare(before, after);
  const result = library.applyPatch(before, patch).newDocument;
  console.log(JSON.stringify(result) === JSON.stringify(after), patch.length);
}
try {
  library.applyPatch([false], [{op: 'test', path: '/0', value: 0}]);
  console.log('equal to test');
} catch (error) {
  console.log(error.name);
}
JS
echo 'for each pair of documents: is the result right, number of operations'
echo jsonpatch
env/bin/python patches.py | tee python
echo fast-json-patch
node patches.mjs | tee node
diff python - <<END
True 1
False 0
False 0
False 1
equal to test
END
diff node - <<END
true 1
true 1
true 1
true 2
TEST_OPERATION_FAILED
END
