// RUN: tslice-opt %s -split-input-file -verify-diagnostics

func.func @syntax_kind(%i: index) {
  // expected-error@+1 {{expected a kind of check, one of index, equal, size, stride, window}}
  %r = tslice.check less %i, %i {site = 0 : i64}
  return
}

// -----

func.func @site(%i: index) {
  // expected-error@+1 {{requires attribute 'site'}}
  %r = tslice.check index %i, %i
  return
}
