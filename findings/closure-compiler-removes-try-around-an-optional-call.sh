#!/usr/bin/env bash
# Guess: a minifier keeps a `try` around a call of a function that it does not know, however the call is written.
# Seen: `try { f(x) } catch …` and `try { f && f(x) } catch …` are kept. `try { f?.(x) } catch …`, also with `return` and of a
#   method, becomes `f?.(x)`: the `try` and its handler are gone without a warning, at the level SIMPLE, with
#   ECMASCRIPT_NEXT in and NO_TRANSPILE out.
# Version: closure-compiler v20240317, JDK 17.
# Why it matters: callbacks that a page may leave out are called so. An error of the page's code then ends the client's own
#   function in the middle: no reconnection is scheduled, a stream ends. Tests of the sources pass.
# Feedhorn: calls `if (f) f(x)` there, and tests the minified file (docs/compatibility.md).
source "$(dirname "$0")/support/maven-packages.sh" com.google.javascript:closure-compiler:v20240317

# Prints the function after minification.
minified() {
  echo "export const act = (f, x, report) => { try { $1 } catch (error) { report(error); } };" > in.js
  timeout 60 java -cp 'lib/*' com.google.javascript.jscomp.CommandLineRunner --compilation_level SIMPLE \
    --language_in ECMASCRIPT_NEXT --language_out NO_TRANSPILE --js in.js --js_output_file out.js 2> errors || { cat errors >&2; exit 1; }
  grep . out.js
}

for kept in 'f(x);' 'f && f(x);' 'if (f) f(x);' 'return f(x);'; do
  minified "$kept" | grep -q 'try{.*catch' || { echo "removed: $kept"; exit 1; }
done
for call in 'f?.(x);' 'return f?.(x);' 'x?.act();'; do
  minified "$call" | grep -v 'try{' | grep -q '?\.' || { echo "kept, or gone as a whole: $call"; exit 1; }
done
echo 'as described'
