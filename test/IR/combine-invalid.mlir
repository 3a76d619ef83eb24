// RUN: tslice-opt %s -split-input-file -verify-diagnostics

// How writes combine, beyond a name: write_c4 to write_c10.

func.func @write_c4_names(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects one update and destination, since only a region combines several, but got 2}}
  %r:2 = tslice.scatter add %u, %u into %x, %x[%i] dims [0] : tensor<2xf32>, tensor<2xf32> into tensor<5xf32>, tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @write_c4_shapes(%u: tensor<2xf32>, %x: tensor<5xf32>, %y: tensor<6xi32>, %v: tensor<2xi32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects all destinations to have one shape, but found 'tensor<5xf32>' and 'tensor<6xi32>'}}
  %r:2 = tslice.scatter %u, %v into %x, %y[%i] dims [0] : tensor<2xf32>, tensor<2xi32> into tensor<5xf32>, tensor<6xi32>, tensor<2xi32> {
  ^bb0(%a: f32, %b: i32, %c: f32, %d: i32):
    tslice.yield %a, %b : f32, i32
  }
  return
}

// -----

func.func @write_c4_updates(%u: tensor<2xf32>, %v: tensor<3xi32>, %x: tensor<5xf32>, %y: tensor<5xi32>) {
  // expected-error@+1 {{expects all updates to have one shape, but found 'tensor<2xf32>' and 'tensor<3xi32>'}}
  %r:2 = tslice.update %u, %v into %x, %y[0][2][1] : tensor<2xf32>, tensor<3xi32> into tensor<5xf32>, tensor<5xi32> {
  ^bb0(%a: f32, %b: i32, %c: f32, %d: i32):
    tslice.yield %a, %b : f32, i32
  }
  return
}

// -----

func.func @write_c4_element_types(%u: tensor<2xf32>, %v: tensor<2xf32>, %x: tensor<5xf32>, %y: tensor<5xi32>) {
  // expected-error@+1 {{update has element type 'f32', but its destination 'tensor<5xi32>' has 'i32'}}
  %r:2 = tslice.update %u, %v into %x, %y[0][2][1] : tensor<2xf32>, tensor<2xf32> into tensor<5xf32>, tensor<5xi32> {
  ^bb0(%a: f32, %b: i32, %c: f32, %d: i32):
    tslice.yield %a, %b : f32, i32
  }
  return
}

// -----

func.func @write_c4_number(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects an update for each of its 2 destinations, but got 1}}
  %r:2 = tslice.scatter %u into %x, %x[%i] dims [0] : tensor<2xf32> into tensor<5xf32>, tensor<5xf32>, tensor<2xi32> {
  ^bb0(%a: f32, %b: f32, %c: f32, %d: f32):
    tslice.yield %a, %b : f32, f32
  }
  return
}

// -----

func.func @write_c5_none(%u: tensor<2xf32>, %x: tensor<5xf32>) {
  // expected-error@+1 {{expects a combiner, or a region of one block that combines}}
  %r = tslice.update %u into %x[0][2][1] : tensor<2xf32> into tensor<5xf32>
  return
}

// -----

func.func @write_c5_both(%u: tensor<2xf32>, %x: tensor<5xf32>) {
  // expected-error@+1 {{has a combiner and a region; expects one}}
  %r = tslice.update add %u into %x[0][2][1] : tensor<2xf32> into tensor<5xf32> {
  ^bb0(%a: f32, %b: f32):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @write_c5_arguments(%u: tensor<2xf32>, %x: tensor<5xf32>) {
  // expected-error@+1 {{expects a region of the elements found and those written, ('f32', 'f32'), but it takes ('f32', 'f64')}}
  %r = tslice.update %u into %x[0][2][1] : tensor<2xf32> into tensor<5xf32> {
  ^bb0(%a: f32, %b: f64):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @write_c5_yield(%u: tensor<2xf32>, %x: tensor<5xf32>) {
  %r = tslice.update %u into %x[0][2][1] : tensor<2xf32> into tensor<5xf32> {
  ^bb0(%a: f32, %b: f32):
    // expected-error@+1 {{expects the elements that are found afterwards, ('f32'), but yields ('f32', 'f32')}}
    tslice.yield %a, %b : f32, f32
  }
  return
}

// -----

func.func @write_c5_isolated(%u: tensor<2xf32>, %x: tensor<5xf32>, %k: f32) {
  // expected-note@+1 {{required by region isolation constraints}}
  %r = tslice.update %u into %x[0][2][1] : tensor<2xf32> into tensor<5xf32> {
  ^bb0(%a: f32, %b: f32):
    // expected-error@+1 {{using value defined outside the region}}
    tslice.yield %k : f32
  }
  return
}

// -----

func.func private @effect(f32) -> f32
func.func @write_c6(%u: tensor<2xf32>, %x: tensor<5xf32>) {
  %r = tslice.update %u into %x[0][2][1] : tensor<2xf32> into tensor<5xf32> {
  ^bb0(%a: f32, %b: f32):
    // expected-error@+1 {{cannot stand in the region of a write, which is a function of its arguments without effects}}
    %c = func.call @effect(%a) : (f32) -> f32
    tslice.yield %c : f32
  }
  return
}

// -----

func.func @write_c7(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{has 'exclude_self', but 'set' never looks at what it finds}}
  %r = tslice.scatter set %u into %x[%i] dims [0] exclude_self : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @write_c8_type(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{accumulates in 'f32', but only 'add' and 'mul' of f16 or bf16 accumulate, in f32}}
  %r = tslice.scatter add %u into %x[%i] dims [0] accumulate f32 : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @write_c8_wide(%u: tensor<2xf16>, %x: tensor<5xf16>, %i: tensor<2xi32>) {
  // expected-error@+1 {{accumulates in 'f64', but}}
  %r = tslice.scatter add %u into %x[%i] dims [0] accumulate f64 : tensor<2xf16> into tensor<5xf16>, tensor<2xi32>
  return
}

// -----

func.func @write_c9_order(%u: tensor<2xi32>, %x: tensor<5xi32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{relaxes the order, but only 'add' and 'mul' of floating-point elements depend on it}}
  %r = tslice.scatter add %u into %x[%i] dims [0] order relaxed : tensor<2xi32> into tensor<5xi32>, tensor<2xi32>
  return
}

// -----

func.func @write_c9_associative(%u: tensor<2xi32>, %x: tensor<5xi32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{promises that it is associative, but only of a region it is not known}}
  %r = tslice.scatter add %u into %x[%i] dims [0] associative : tensor<2xi32> into tensor<5xi32>, tensor<2xi32>
  return
}

// -----

func.func @write_c10(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{has 'ties', but only 'min' and 'max' have any}}
  %r = tslice.scatter add %u into %x[%i] dims [0] ties first : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @syntax_order(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expected an order, one of relaxed}}
  %r = tslice.scatter add %u into %x[%i] dims [0] order fast : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @syntax_ties(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expected who wins a tie, one of even, first}}
  %r = tslice.scatter min %u into %x[%i] dims [0] ties last : tensor<2xf32> into tensor<5xf32>, tensor<2xi32>
  return
}

// -----

func.func @syntax_types(%u: tensor<2xf32>, %x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expected the type of the indices behind those of the destinations}}
  %r = tslice.scatter min %u into %x[%i] dims [0] : tensor<2xf32> into tensor<5xf32>
  return
}

// -----

func.func @windowed_c4_operands(%x: tensor<5xf32>, %i: tensor<2xi32>) {
  // expected-error@+1 {{expects 1 operands for its dynamic windows, but got 0}}
  %r = "tslice.gather"(%x, %i) <{dims = array<i64: 0>, window = array<i64: -9223372036854775808>}>
    : (tensor<5xf32>, tensor<2xi32>) -> tensor<2x?xf32>
  return
}

// -----

func.func @windowed_c6_dynamic(%x: tensor<5xf32>, %i: tensor<2xi32>, %w: index) {
  // expected-error@+1 {{can only drop dimensions of window 1, but dimension 0 has a window of a size known at run time}}
  %r = tslice.gather %x[%i] dims [0] window [%w] drop [0] : tensor<5xf32>, tensor<2xi32> -> tensor<2xf32>
  return
}
