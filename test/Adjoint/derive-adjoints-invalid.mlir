// RUN: tslice-opt --tslice-derive-adjoints -split-input-file -verify-diagnostics %s

func.func @loss(%x: f32, %y: f32) -> f32 {
  // expected-note @below {{'arith.remf' is used here}}
  // expected-note @below {{attach a DifferentiableOpInterface model to it, or mark the argument inactive}}
  %r = arith.remf %x, %y : f32
  return %r : f32
}
func.func @no_rule(%x: f32) -> f32 {
  // expected-error @below {{'tslice.grad' op cannot differentiate @loss: 'arith.remf' has no adjoint}}
  %g = tslice.grad @loss(%x, %x) wrt [0] : (f32, f32) -> f32
  return %g : f32
}

// -----

// Where a value only passes through integers its derivative would be a silent zero.
func.func @bits(%x: f32) -> f32 {
  // expected-note @below {{'arith.bitcast' is used here}}
  // expected-note @below {{attach}}
  %i = arith.bitcast %x : f32 to i32
  %c = arith.constant 1 : i32
  %j = arith.addi %i, %c : i32
  %y = arith.sitofp %j : i32 to f32
  return %y : f32
}
func.func @bitcast(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @bits: 'arith.bitcast' has no adjoint}}
  %g = tslice.grad @bits(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

func.func @loop(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-note @below {{'scf.for' is used here}}
  // expected-note @below {{attach}}
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f32) {
    %b = arith.mulf %a, %x : f32
    scf.yield %b : f32
  }
  return %r : f32
}
func.func @control_flow(%x: f32, %n: index) -> f32 {
  // expected-error @below {{cannot differentiate @loop: 'scf.for' has no adjoint}}
  %g = tslice.grad @loop(%x, %n) wrt [0] : (f32, index) -> f32
  return %g : f32
}

// -----

// An operation without a rule off the path is none of our business.
func.func @beside(%x: f32, %y: f32) -> f32 {
  %r = arith.remf %y, %y : f32
  %p = arith.mulf %r, %x : f32
  return %p : f32
}
func.func @off_the_path(%x: f32) -> f32 {
  %g = tslice.grad @beside(%x, %x) wrt [0] : (f32, f32) -> f32
  return %g : f32
}

// -----

func.func @partial(%x: f32, %y: tensor<?xf32>) -> f32 {
  return %x : f32
}
func.func @unreached(%x: f32, %y: tensor<?xf32>) -> tensor<?xf32> {
  // expected-warning @below {{the result of @partial does not depend on argument 1, so its gradient is zero}}
  %g = tslice.grad @partial(%x, %y) wrt [1] : (f32, tensor<?xf32>) -> tensor<?xf32>
  return %g : tensor<?xf32>
}

// -----

// expected-note @below {{the function is defined here}}
func.func private @external(f32) -> f32
func.func @no_body(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @external: @external has no body}}
  %g = tslice.grad @external(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// expected-note @below {{the function is defined here}}
func.func @blocks(%x: f32) -> f32 {
  cf.br ^exit(%x : f32)
^exit(%y: f32):
  return %y : f32
}
func.func @branches(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @blocks: @blocks branches between blocks; use 'scf' operations instead}}
  %g = tslice.grad @blocks(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// expected-note @below {{the function is defined here}}
func.func @itself(%x: f32) -> f32 {
  %y = call @itself(%x) : (f32) -> f32
  return %y : f32
}
func.func @recursion(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @itself: @itself calls itself, and recursion has no adjoint}}
  %g = tslice.grad @itself(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

func.func @cycle(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @cycle: the function contains a derivative that depends on itself}}
  %g = tslice.grad @cycle(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// A rule that gives up says why at its operation.
func.func @product(%x: tensor<4xf32>) -> tensor<f32> {
  %one = arith.constant dense<1.0> : tensor<f32>
  // expected-error @below {{'linalg.reduce' op folds output 0 in a way that has no adjoint; sums, minima and maxima have}}
  // expected-note @below {{by 'arith.mulf' here}}
  %r = linalg.reduce { arith.mulf } ins(%x : tensor<4xf32>) outs(%one : tensor<f32>) dimensions = [0]
  return %r : tensor<f32>
}
func.func @fold(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @product is asked for here}}
  %g = tslice.grad @product(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func @body(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    // expected-note @below {{'arith.remf' is used here}}
    // expected-note @below {{attach}}
    %m = arith.remf %a, %a : f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @in_a_body(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot differentiate @body: 'arith.remf' has no adjoint}}
  %g = tslice.vjp @body(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func @capture(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-error @below {{'linalg.generic' op uses a value with a derivative in its body, of type 'tensor<4xf32>', that is not one of its operands}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<4xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %v = tensor.extract %x[%i] : tensor<4xf32>
    linalg.yield %v : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @captured(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @capture is asked for here}}
  %g = tslice.vjp @capture(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func @padded(%x: tensor<4xf32>, %v: f32) -> tensor<6xf32> {
  // expected-error @below {{'tensor.pad' op has no adjoint with a padding that is computed in its body from a value with a derivative; compute it outside}}
  %p = tensor.pad %x low[1] high[1] {
  ^bb0(%i: index):
    %w = arith.mulf %v, %v : f32
    tensor.yield %w : f32
  } : tensor<4xf32> to tensor<6xf32>
  return %p : tensor<6xf32>
}
func.func @padding(%x: tensor<4xf32>, %v: f32, %c: tensor<6xf32>) -> f32 {
  // expected-note @below {{the derivative of @padded is asked for here}}
  %g = tslice.vjp @padded(%x, %v)(%c) wrt [1] : (tensor<4xf32>, f32)(tensor<6xf32>) -> f32
  return %g : f32
}

// -----

func.func @scan(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-error @below {{'linalg.generic' op has no adjoint: output 0 depends on what other points of the iteration have folded}}
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%e, %s : tensor<4xf32>, tensor<f32>) {
  ^bb0(%a: f32, %o: f32, %c: f32):
    %n = arith.addf %a, %c : f32
    linalg.yield %n, %n : f32, f32
  } -> (tensor<4xf32>, tensor<f32>)
  return %r#0 : tensor<4xf32>
}
func.func @prefix(%x: tensor<4xf32>, %s: tensor<f32>) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @scan is asked for here}}
  %g = tslice.vjp @scan(%x, %s)(%x) wrt [0] : (tensor<4xf32>, tensor<f32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// In the region of a scatter, on the way from what is asked for.
func.func @region(%x: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
  %s = tslice.scatter %u into %x[%i] dims [0] : tensor<6xf32> into tensor<4xf32>, tensor<6xi32> {
  ^bb0(%a: f32, %b: f32):
    // expected-note @below {{'arith.remf' is used here}}
    // expected-note @below {{attach}}
    %p = arith.remf %a, %b : f32
    tslice.yield %p : f32
  }
  return %s : tensor<4xf32>
}
func.func @in_a_region(%x: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot differentiate @region: 'arith.remf' has no adjoint}}
  %g = tslice.vjp @region(%x, %i, %u)(%x) wrt [0] : (tensor<4xf32>, tensor<6xi32>, tensor<6xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// Beside that way, in another pair.
func.func @pairs(%x: tensor<4xf32>, %y: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %s:2 = tslice.scatter %u, %u into %x, %y[%i] dims [0] : tensor<6xf32>, tensor<6xf32> into tensor<4xf32>, tensor<4xf32>, tensor<6xi32> {
  ^bb0(%a: f32, %b: f32, %c: f32, %d: f32):
    %p = arith.mulf %a, %c : f32
    %q = arith.remf %b, %d : f32
    tslice.yield %p, %q : f32, f32
  }
  return %s#0, %s#1 : tensor<4xf32>, tensor<4xf32>
}
func.func @beside_in_a_region(%x: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
  %g = tslice.vjp @pairs(%x, %x, %i, %u)(%x, %x) wrt [0] : (tensor<4xf32>, tensor<4xf32>, tensor<6xi32>, tensor<6xf32>)(tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}
