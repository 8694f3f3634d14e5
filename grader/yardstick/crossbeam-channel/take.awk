# Turns a test file into a library: tests become plain functions, listed in `TESTS`. Counts that are
# meant for native stress become those that the authors use under Miri.

function enter(name) { modules[++depth] = name }

BEGIN { depth = 0; test = 0; expected = "None"; count = 0 }

/^#!\[cfg\(not\(miri\)\)\]/ { next }
/^#!\[/ { next }
/^\/\/!/ { next }
/cfg_attr\(miri, ignore\)/ { next }
/cfg_attr\(target_os = "macos"/ { next }
/cfg_attr\(crossbeam_sanitize/ { next }
/cfg\(not\(crossbeam_sanitize\)\)/ { next }
# One test counts allocated bytes, with an allocator of its own: nothing is counted here.
/^use std::alloc::/ { next }
/^#\[global_allocator\]/ { getline; next }
/^unsafe impl GlobalAlloc/ { skipping = 1 }
skipping { if (/^}/) skipping = 0; next }

# Where shares are compared, few tries would tell little: there the native counts stay.
/fn [a-z0-9_]+\(/ { shares = /fn [a-z0-9_]*(fairness|pseudo_random)/ }
!shares { gsub(/cfg\(not\(miri\)\)/, "cfg(any())"); gsub(/cfg\(miri\)/, "cfg(all())"); gsub(/cfg!\(miri\)/, "true") }
# Loops that let others go first until they surely are asleep.
/^ *for _ in 0\.\.(1000|5000) \{$/ {
    loop = $0
    getline
    if ($0 ~ /yield_now/) sub(/0\.\.[0-9]+/, "0..20", loop)
    print loop
}
/use std::env;/ { sub(/std::env/, "crate::env") }

/^mod [a-z0-9_]+ \{/ { enter($2) }
/^}/ && depth > 0 { depth-- }

/^ *#\[test\]/ { test = 1; next }
/^ *#\[should_panic\(expected = / {
    match($0, /"[^"]*"/)
    expected = "Some(" substr($0, RSTART, RLENGTH) ")"
    next
}
test && /^ *fn [a-z0-9_]+\(\)/ {
    match($0, /fn [a-z0-9_]+/)
    name = substr($0, RSTART + 3, RLENGTH - 3)
    path = name
    for (i = depth; i > 0; i--) path = modules[i] "::" path
    tests[++count] = "    (\"" path "\", " path ", " expected "),"
    sub(/fn /, "pub(crate) fn ")
    test = 0
    expected = "None"
}
{ print }

END {
    print "pub const TESTS: &[(&str, fn(), Option<&str>)] = &["
    for (i = 1; i <= count; i++) print tests[i]
    print "];"
}
