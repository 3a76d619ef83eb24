// RUN: tslice-opt --allow-unregistered-dialect --tslice-derive-adjoints -split-input-file -verify-diagnostics %s

func.func @loss(%x: f32, %y: f32) -> f32 {
  // expected-note @below {{'other.op' is used here}}
  // expected-note @below {{attach a DifferentiableOpInterface model to it, or mark the argument inactive}}
  %r = "other.op"(%x, %y) : (f32, f32) -> f32
  return %r : f32
}
func.func @no_rule(%x: f32) -> f32 {
  // expected-error @below {{'tslice.grad' op cannot differentiate @loss: 'other.op' has no adjoint}}
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

func.func @loop(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-note @below {{'scf.forall' is used here}}
  // expected-note @below {{attach}}
  %r = scf.forall (%i) in (4) shared_outs(%o = %e) -> (tensor<4xf32>) {
    %v = tensor.extract_slice %x[%i] [1] [1] : tensor<4xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %v into %o[%i] [1] [1] : tensor<1xf32> into tensor<4xf32>
    }
  }
  return %r : tensor<4xf32>
}
func.func @control_flow(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot differentiate @loop: 'scf.forall' has no adjoint}}
  %g = tslice.vjp @loop(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// Operations without a rule are found in regions, too.
func.func @inside(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f32) {
    // expected-note @below {{'arith.bitcast' is used here}}
    // expected-note @below {{attach}}
    %b = arith.bitcast %a : f32 to i32
    %c = arith.sitofp %b : i32 to f32
    scf.yield %c : f32
  }
  return %r : f32
}
func.func @region(%x: f32, %n: index) -> f32 {
  // expected-error @below {{cannot differentiate @inside: 'arith.bitcast' has no adjoint}}
  %g = tslice.grad @inside(%x, %n) wrt [0] : (f32, index) -> f32
  return %g : f32
}

// -----

// Nor does a number get out as bits, around a step.
func.func @around(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %z = arith.constant 0 : i32
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %k = %z) -> (f32, i32) {
    // expected-note @below {{'arith.bitcast' is used here}}
    // expected-note @below {{attach}}
    %b = arith.bitcast %a : f32 to i32
    scf.yield %a, %b : f32, i32
  }
  %c = arith.sitofp %r#1 : i32 to f32
  return %c : f32
}
func.func @hidden(%x: f32, %n: index) -> f32 {
  // expected-error @below {{cannot differentiate @around: 'arith.bitcast' has no adjoint}}
  %g = tslice.grad @around(%x, %n) wrt [0] : (f32, index) -> f32
  return %g : f32
}

// -----

// What a step keeps must be numbers.
func.func @opaque(%x: f32, %v: !foo.t, %b: i1, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op has no adjoint: a value that its adjoint needs has a type that cannot be kept}}
  // expected-note @below {{such as this one}}
  %r:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %w = %v) -> (f32, !foo.t) {
    // expected-note @below {{such as this one}}
    %next = "foo.next"(%w) : (!foo.t) -> !foo.t
    %y = scf.if %b -> f32 {
      %s = "foo.number"(%w) : (!foo.t) -> f32
      %p = arith.mulf %a, %s : f32
      scf.yield %p : f32
    } else {
      scf.yield %a : f32
    }
    scf.yield %y, %next : f32, !foo.t
  }
  return %r#0 : f32
}
func.func @kept(%x: f32, %v: !foo.t, %b: i1, %n: index) -> f32 {
  // expected-note @below {{the derivative of @opaque is asked for here}}
  %g = tslice.grad @opaque(%x, %v, %b, %n) wrt [0] : (f32, !foo.t, i1, index) -> f32
  return %g : f32
}

// -----

// What a loop with checkpoints keeps must have one size.
func.func @shrinking(%x: tensor<?xf32>, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @below {{'scf.for' op has no adjoint with checkpoints: what it carries may change its size, or has a type that cannot be kept}}
  %r = scf.for %i = %c1 to %n step %c1 iter_args(%a = %x) -> (tensor<?xf32>) {
    %s = tensor.dim %a, %c0 : tensor<?xf32>
    %h = arith.ceildivui %s, %i : index
    %q = tslice.slice %a[0][%h][1] : tensor<?xf32> to tensor<?xf32>
    scf.yield %q : tensor<?xf32>
  } {tslice.checkpoint = 2 : i64}
  %v = tensor.extract %r[%c0] : tensor<?xf32>
  return %v : f32
}
func.func @sizes_of_states(%x: tensor<?xf32>, %n: index) -> tensor<?xf32> {
  // expected-note @below {{the derivative of @shrinking is asked for here}}
  %g = tslice.grad @shrinking(%x, %n) wrt [0] : (tensor<?xf32>, index) -> tensor<?xf32>
  return %g : tensor<?xf32>
}

// -----

// An operation without a rule off the path is none of our business.
func.func @beside(%x: f32, %y: f32) -> f32 {
  %r = "other.op"(%y) : (f32) -> f32
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
  // expected-note @below {{called from here}}
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
func.func @quotient(%x: tensor<4xf32>) -> tensor<f32> {
  %one = arith.constant dense<1.0> : tensor<1xf32>
  // expected-error @below {{'linalg.generic' op folds output 0 in a way that has no adjoint; sums, products, minima and maxima have}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%one : tensor<1xf32>) {
  ^bb0(%a: f32, %o: f32):
    // expected-note @below {{by 'arith.divf' here}}
    %q = arith.divf %o, %a : f32
    linalg.yield %q : f32
  } -> tensor<1xf32>
  %s = tensor.collapse_shape %r [] : tensor<1xf32> into tensor<f32>
  return %s : tensor<f32>
}
func.func @fold(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @quotient is asked for here}}
  %g = tslice.grad @quotient(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func @body(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%a: f32, %o: f32):
    // expected-note @below {{'other.op' is used here}}
    // expected-note @below {{attach}}
    %m = "other.op"(%a) : (f32) -> f32
    linalg.yield %m : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @in_a_body(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot differentiate @body: 'other.op' has no adjoint}}
  %g = tslice.vjp @body(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// The elements that a body extracts are gathered ahead of it, but not those
// that it extracts in one branch only.
func.func @branch(%x: tensor<4xf32>, %p: i1) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // expected-error @below {{'linalg.generic' op uses a value with a derivative in its body, of type 'tensor<4xf32>', in a way that has no adjoint}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>], iterator_types = ["parallel"]} outs(%e : tensor<4xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %v = scf.if %p -> f32 {
      // expected-note @below {{here; the body itself may use scalars, and extract elements at positions that depend on no output}}
      %w = tensor.extract %x[%i] : tensor<4xf32>
      scf.yield %w : f32
    } else {
      %z = arith.constant 0.0 : f32
      scf.yield %z : f32
    }
    linalg.yield %v : f32
  } -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func @captured(%x: tensor<4xf32>, %p: i1) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @branch is asked for here}}
  %g = tslice.vjp @branch(%x, %p)(%x) wrt [0] : (tensor<4xf32>, i1)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func @chase(%x: tensor<4xf32>, %n: index) -> tensor<f32> {
  %z = arith.constant dense<0.0> : tensor<f32>
  %e = arith.constant dense<0> : tensor<index>
  // expected-error @below {{'linalg.generic' op has no adjoint: output 0 depends on what other points of the iteration have folded}}
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%z, %e : tensor<f32>, tensor<index>) {
  ^bb0(%a: f32, %o: f32, %at: index):
    %v = tensor.extract %x[%at] : tensor<4xf32>
    %s = arith.addf %o, %v : f32
    %one = arith.constant 1 : index
    %next = arith.addi %at, %one : index
    linalg.yield %s, %next : f32, index
  } -> (tensor<f32>, tensor<index>)
  return %r#0 : tensor<f32>
}
func.func @chased(%x: tensor<4xf32>, %n: index) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @chase is asked for here}}
  %g = tslice.grad @chase(%x, %n) wrt [0] : (tensor<4xf32>, index) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// Two folds over different loops that look at each other.
func.func @crossed(%x: tensor<4x3xf32>, %r: tensor<4xf32>, %c: tensor<3xf32>) -> tensor<4xf32> {
  // expected-error @below {{'linalg.generic' op has no adjoint: output 0 depends on what other points of the iteration have folded}}
  %y:2 = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (j)>], iterator_types = ["reduction", "reduction"]}
      ins(%x : tensor<4x3xf32>) outs(%r, %c : tensor<4xf32>, tensor<3xf32>) {
  ^bb0(%a: f32, %o: f32, %p: f32):
    %m = arith.mulf %a, %p : f32
    %n = arith.addf %m, %o : f32
    %q = arith.addf %a, %p : f32
    linalg.yield %n, %q : f32, f32
  } -> (tensor<4xf32>, tensor<3xf32>)
  return %y#0 : tensor<4xf32>
}
func.func @crossing(%x: tensor<4x3xf32>, %r: tensor<4xf32>, %c: tensor<3xf32>) -> tensor<4x3xf32> {
  // expected-note @below {{the derivative of @crossed is asked for here}}
  %g = tslice.vjp @crossed(%x, %r, %c)(%r) wrt [0] : (tensor<4x3xf32>, tensor<4xf32>, tensor<3xf32>)(tensor<4xf32>) -> tensor<4x3xf32>
  return %g : tensor<4x3xf32>
}

// -----

// Which calls led to it is said from the innermost one on.
func.func private @inner(%x: f32) -> f32 {
  // expected-note @below {{'other.op' is used here}}
  // expected-note @below {{attach}}
  %r = "other.op"(%x) : (f32) -> f32
  return %r : f32
}
func.func private @middle(%x: f32) -> f32 {
  // expected-note @below {{called from here}}
  %r = call @inner(%x) : (f32) -> f32
  return %r : f32
}
func.func private @outer(%x: f32) -> f32 {
  // expected-note @below {{called from here}}
  %r = call @middle(%x) : (f32) -> f32
  return %r : f32
}
func.func @chain(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @outer: 'other.op' has no adjoint}}
  %g = tslice.grad @outer(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// A rule that gives up names the calls too.
func.func private @inner(%x: tensor<4xf32>) -> tensor<f32> {
  %one = arith.constant dense<1.0> : tensor<1xf32>
  // expected-error @below {{'linalg.generic' op folds output 0 in a way that has no adjoint}}
  %r = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (0)>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%one : tensor<1xf32>) {
  ^bb0(%a: f32, %o: f32):
    // expected-note @below {{by 'arith.divf' here}}
    %q = arith.divf %o, %a : f32
    linalg.yield %q : f32
  } -> tensor<1xf32>
  %s = tensor.collapse_shape %r [] : tensor<1xf32> into tensor<f32>
  return %s : tensor<f32>
}
func.func private @outer(%x: tensor<4xf32>) -> tensor<f32> {
  // expected-note @below {{called from here}}
  %r = call @inner(%x) : (tensor<4xf32>) -> tensor<f32>
  return %r : tensor<f32>
}
func.func @chain(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-note @below {{the derivative of @outer is asked for here}}
  %g = tslice.grad @outer(%x) wrt [0] : (tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// A number may not leave a body as bits either, and come back as a number.
func.func @hidden(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xi32>
  %i = linalg.map ins(%x : tensor<4xf32>) outs(%e : tensor<4xi32>) (%a: f32, %o: i32) {
    // expected-note @below {{'arith.bitcast' is used here}}
    // expected-note @below {{attach}}
    %b = arith.bitcast %a : f32 to i32
    linalg.yield %b : i32
  }
  %y = arith.sitofp %i : tensor<4xi32> to tensor<4xf32>
  return %y : tensor<4xf32>
}
func.func @in_a_body(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot differentiate @hidden: 'arith.bitcast' has no adjoint}}
  %g = tslice.vjp @hidden(%x)(%x) wrt [0] : (tensor<4xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

func.func private @bits(%x: f32) -> i32 {
  // expected-note @below {{'arith.bitcast' is used here}}
  // expected-note @below {{attach}}
  %b = arith.bitcast %x : f32 to i32
  return %b : i32
}
func.func @hidden(%x: f32) -> f32 {
  // expected-note @below {{called from here}}
  %i = call @bits(%x) : (f32) -> i32
  %y = arith.sitofp %i : i32 to f32
  return %y : f32
}
func.func @in_a_callee(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @hidden: 'arith.bitcast' has no adjoint}}
  %g = tslice.grad @hidden(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// The position of a maximum is found by comparing, whose derivative is zero by
// definition.
func.func @position(%x: tensor<4xf32>, %v: tensor<f32>, %p: tensor<index>) -> tensor<f32> {
  %r:2 = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> ()>, affine_map<(i) -> ()>], iterator_types = ["reduction"]}
      ins(%x : tensor<4xf32>) outs(%v, %p : tensor<f32>, tensor<index>) {
  ^bb0(%a: f32, %o: f32, %at: index):
    %i = linalg.index 0 : index
    %c = arith.cmpf ogt, %a, %o : f32
    %m = arith.maximumf %a, %o : f32
    %q = arith.select %c, %i, %at : index
    linalg.yield %m, %q : f32, index
  } -> (tensor<f32>, tensor<index>)
  %at = tensor.extract %r#1[] : tensor<index>
  %y = tensor.extract %x[%at] : tensor<4xf32>
  %t = tensor.from_elements %y : tensor<f32>
  return %t : tensor<f32>
}
func.func @maximum(%x: tensor<4xf32>, %v: tensor<f32>, %p: tensor<index>) -> tensor<4xf32> {
  %g = tslice.grad @position(%x, %v, %p) wrt [0] : (tensor<4xf32>, tensor<f32>, tensor<index>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// Numbers of 8 bits have no derivative.
func.func @short(%x: f32) -> f32 {
  // expected-note @below {{'arith.truncf' is used here}}
  // expected-note @below {{attach}}
  %s = arith.truncf %x : f32 to f8E5M2
  %y = arith.extf %s : f8E5M2 to f32
  return %y : f32
}
func.func @short_numbers(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @short: 'arith.truncf' has no adjoint}}
  %g = tslice.grad @short(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

func.func private @first(%x: f32, %y: f32) -> f32 {
  return %x : f32
}
func.func @call(%x: f32, %y: f32) -> f32 {
  %r = call @first(%x, %y) : (f32, f32) -> f32
  return %r : f32
}
func.func @unreached_callee(%x: f32, %t: f32) -> (f32, f32, f32) {
  // expected-warning @below {{the result of @call does not depend on argument 1, so its gradient is zero}}
  %g:2 = tslice.grad @call(%x, %x) wrt [0, 1] : (f32, f32) -> (f32, f32)
  // expected-warning @below {{the result of @first does not depend on argument 1, so its tangent has no effect}}
  %d = tslice.jvp @first(%x, %x)(%t, %t) wrt [0, 1] : (f32, f32)(f32, f32) -> f32
  return %g#0, %g#1, %d : f32, f32, f32
}

// -----

func.func private @stopped(%x: f32) -> f32 {
  %s = tslice.stop_gradient %x : f32
  %f = math.floor %s : f32
  return %f : f32
}
func.func @zero_by_definition(%x: f32) -> f32 {
  // expected-warning @below {{the result of @stopped does not depend on argument 0, so its gradient is zero}}
  %g = tslice.grad @stopped(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// An indirect call of what is known only at run time.
func.func @indirect(%f: (f32) -> f32, %x: f32) -> f32 {
  // expected-note @below {{'func.call_indirect' is used here}}
  // expected-note @below {{attach}}
  %r = func.call_indirect %f(%x) : (f32) -> f32
  return %r : f32
}
func.func @unknown_callee(%f: (f32) -> f32, %x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @indirect: 'func.call_indirect' has no adjoint}}
  %g = tslice.grad @indirect(%f, %x) wrt [1] : ((f32) -> f32, f32) -> f32
  return %g : f32
}

// -----

// Two functions that call each other.
// expected-note @below {{the function is defined here}}
func.func private @even(%x: f32) -> f32 {
  // expected-note @below {{called from here}}
  %y = call @odd(%x) : (f32) -> f32
  return %y : f32
}
func.func private @odd(%x: f32) -> f32 {
  // expected-note @below {{called from here}}
  %y = call @even(%x) : (f32) -> f32
  return %y : f32
}
func.func @mutual(%x: f32) -> f32 {
  // expected-error @below {{cannot differentiate @odd: @even calls itself, and recursion has no adjoint}}
  %g = tslice.grad @odd(%x) wrt [0] : (f32) -> f32
  return %g : f32
}

// -----

// In the region of a scatter, on the way from what is asked for.
func.func @region(%x: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
  %s = tslice.scatter %u into %x[%i] dims [0] : tensor<6xf32> into tensor<4xf32>, tensor<6xi32> {
  ^bb0(%a: f32, %b: f32):
    // expected-note @below {{'arith.bitcast' is used here}}
    // expected-note @below {{attach}}
    %n = arith.bitcast %a : f32 to i32
    %m = arith.bitcast %n : i32 to f32
    %p = arith.mulf %m, %b : f32
    tslice.yield %p : f32
  }
  return %s : tensor<4xf32>
}
func.func @in_a_region(%x: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
  // expected-error @below {{cannot differentiate @region: 'arith.bitcast' has no adjoint}}
  %g = tslice.vjp @region(%x, %i, %u)(%x) wrt [0] : (tensor<4xf32>, tensor<6xi32>, tensor<6xf32>)(tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// Beside that way, in another pair.
func.func @pairs(%x: tensor<4xf32>, %y: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %s:2 = tslice.scatter %u, %u into %x, %y[%i] dims [0] : tensor<6xf32>, tensor<6xf32> into tensor<4xf32>, tensor<4xf32>, tensor<6xi32> {
  ^bb0(%a: f32, %b: f32, %c: f32, %d: f32):
    %p = arith.mulf %a, %c : f32
    %n = arith.bitcast %b : f32 to i32
    %m = arith.bitcast %n : i32 to f32
    %q = arith.mulf %m, %d : f32
    tslice.yield %p, %q : f32, f32
  }
  return %s#0, %s#1 : tensor<4xf32>, tensor<4xf32>
}
func.func @beside_in_a_region(%x: tensor<4xf32>, %i: tensor<6xi32>, %u: tensor<6xf32>) -> tensor<4xf32> {
  %g = tslice.vjp @pairs(%x, %x, %i, %u)(%x, %x) wrt [0] : (tensor<4xf32>, tensor<4xf32>, tensor<6xi32>, tensor<6xf32>)(tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
  return %g : tensor<4xf32>
}

// -----

// Also where a step of a loop calls.
func.func private @deep(%x: f32) -> f32 {
  // expected-note @below {{'other.op' is used here}}
  // expected-note @below {{attach}}
  %r = "other.op"(%x) : (f32) -> f32
  return %r : f32
}
func.func private @deeper(%x: f32) -> f32 {
  // expected-note @below {{called from here}}
  %r = call @deep(%x) : (f32) -> f32
  return %r : f32
}
func.func private @steps(%x: f32, %n: index) -> f32 {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f32) {
    // expected-note @below {{called from here}}
    %b = func.call @deeper(%a) : (f32) -> f32
    scf.yield %b : f32
  }
  return %r : f32
}
func.func @calls_in_steps(%x: f32, %n: index) -> f32 {
  // expected-error @below {{cannot differentiate @steps: 'other.op' has no adjoint}}
  %g = tslice.grad @steps(%x, %n) wrt [0] : (f32, index) -> f32
  return %g : f32
}
