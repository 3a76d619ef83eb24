// RUN: tslice-opt -split-input-file -verify-diagnostics %s

func.func @fold_c1(%x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects an input and an init at least}}
  %r = "tslice.fold"(%x, %p, %s) <{operandSegmentSizes = array<i32: 0, 1, 1, 1>}> ({
  ^bb0(%first: i1, %a: f32):
    tslice.yield %a : f32
  }) : (tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf32>
  return
}

// -----

func.func @fold_c1_shapes(%u: tensor<4xf32>, %v: tensor<5xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects all inputs to have one shape, but found 'tensor<4xf32>' and 'tensor<5xf32>'}}
  %r = tslice.fold %u, %v into %x along %p, %s : (tensor<4xf32>, tensor<5xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32, %c: f32):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @fold_c2(%u: tensor<4x3xf32>, %x: tensor<?x2xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects inits of one row of the inputs for each group, but found inputs 'tensor<4x3xf32>' and inits 'tensor<?x2xf32>'}}
  %r = tslice.fold %u into %x along %p, %s : (tensor<4x3xf32>, tensor<?x2xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?x2xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @fold_c2_lists(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?x2xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects the results of a tslice.group, but found 'tensor<?x2xindex>'}}
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?x2xindex>, tensor<?xindex>) -> tensor<?xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @fold_c3(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects a result of the type of each init first, ('tensor<?xf32>'), but has ('tensor<4xf32>')}}
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<4xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @fold_c3_more(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects further results of the shape of its first input, 'tensor<4xf32>', but has one of type 'tensor<5xf32>'}}
  %r:2 = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> (tensor<?xf32>, tensor<5xf32>) {
  ^bb0(%first: i1, %a: f32, %b: f32):
    tslice.yield %a, %b : f32, f32
  }
  return
}

// -----

func.func @fold_c4(%u: tensor<4xf32>, %x: tensor<?xf64>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects a region of ('i1', 'f64', 'f32'), but it takes ('i1', 'f32', 'f32')}}
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf64>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf64> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    tslice.yield %a : f32
  }
  return
}

// -----

func.func @fold_c4_end(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  // expected-error @below {{expects its region to end in tslice.yield}}
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    %c = arith.addf %a, %b : f32
  }
  return
}

// -----

func.func @fold_c4_yield(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    // expected-error @below {{expects elements of the results, ('f32'), but yields ('f32', 'f32')}}
    tslice.yield %a, %b : f32, f32
  }
  return
}

// -----

func.func @fold_c4_outside(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>, %c: f32) {
  // expected-note @below {{required by region isolation constraints}}
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    // expected-error @below {{using value defined outside the region}}
    tslice.yield %c : f32
  }
  return
}

// -----

func.func @fold_c5(%u: tensor<4xf32>, %x: tensor<?xf32>, %p: tensor<?xindex>, %s: tensor<?xindex>) {
  %r = tslice.fold %u into %x along %p, %s : (tensor<4xf32>, tensor<?xf32>, tensor<?xindex>, tensor<?xindex>) -> tensor<?xf32> {
  ^bb0(%first: i1, %a: f32, %b: f32):
    // expected-error @below {{cannot stand in the region of a fold, which is a function of its arguments without effects}}
    %m = memref.alloc() : memref<4xf32>
    tslice.yield %a : f32
  }
  return
}
