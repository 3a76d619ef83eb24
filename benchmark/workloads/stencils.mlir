// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stencils over time: slices of what the step before wrote.

// 0.2 * (the middle and its four neighbours), for the inner part of %to.
func.func private @jacobi_half(%a: tensor<?x?xf64>, %to: tensor<?x?xf64>) -> tensor<?x?xf64> {
  %fifth = arith.constant 0.2 : f64
  %m = tslice.index %a[1:-1, 1:-1] : tensor<?x?xf64> -> tensor<?x?xf64>
  %l = tslice.index %a[1:-1, :-2] : tensor<?x?xf64> -> tensor<?x?xf64>
  %r = tslice.index %a[1:-1, 2:] : tensor<?x?xf64> -> tensor<?x?xf64>
  %d = tslice.index %a[2:, 1:-1] : tensor<?x?xf64> -> tensor<?x?xf64>
  %u = tslice.index %a[:-2, 1:-1] : tensor<?x?xf64> -> tensor<?x?xf64>
  %0 = arith.addf %m, %l : tensor<?x?xf64>
  %1 = arith.addf %0, %r : tensor<?x?xf64>
  %2 = arith.addf %1, %d : tensor<?x?xf64>
  %3 = arith.addf %2, %u : tensor<?x?xf64>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %n = tensor.dim %m, %c0 : tensor<?x?xf64>
  %k = tensor.dim %m, %c1 : tensor<?x?xf64>
  %f = tensor.splat %fifth[%n, %k] : tensor<?x?xf64>
  %4 = arith.mulf %f, %3 : tensor<?x?xf64>
  %5 = tslice.index_update set %4 into %to[1:-1, 1:-1] : tensor<?x?xf64> into tensor<?x?xf64>
  return %5 : tensor<?x?xf64>
}
func.func @jacobi_2d(%steps: index, %a0: tensor<?x?xf64> {tslice.donate}, %b0: tensor<?x?xf64> {tslice.donate}) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %t = %c0 to %steps step %c1 iter_args(%a = %a0, %b = %b0) -> (tensor<?x?xf64>, tensor<?x?xf64>) {
    %b1 = func.call @jacobi_half(%a, %b) : (tensor<?x?xf64>, tensor<?x?xf64>) -> tensor<?x?xf64>
    %a1 = func.call @jacobi_half(%b1, %a) : (tensor<?x?xf64>, tensor<?x?xf64>) -> tensor<?x?xf64>
    scf.yield %a1, %b1 : tensor<?x?xf64>, tensor<?x?xf64>
  }
  return %r#0 : tensor<?x?xf64>
}
func.func @jacobi_2d_grad(%steps: index, %a: tensor<?x?xf64>, %b: tensor<?x?xf64>, %seed: tensor<?x?xf64> {tslice.donate}) -> (tensor<?x?xf64>, tensor<?x?xf64>) {
  %g:2 = tslice.vjp @jacobi_2d(%steps, %a, %b)(%seed) wrt [1, 2] : (index, tensor<?x?xf64>, tensor<?x?xf64>)(tensor<?x?xf64>) -> (tensor<?x?xf64>, tensor<?x?xf64>)
  return %g#0, %g#1 : tensor<?x?xf64>, tensor<?x?xf64>
}

// In each of three dimensions, 0.125 times the second difference.
func.func private @heat_half(%a: tensor<?x?x?xf64>, %to: tensor<?x?x?xf64>) -> tensor<?x?x?xf64> {
  %eighth = arith.constant 0.125 : f64
  %two = arith.constant 2.0 : f64
  %m = tslice.index %a[1:-1, 1:-1, 1:-1] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %n0 = tensor.dim %m, %c0 : tensor<?x?x?xf64>
  %n1 = tensor.dim %m, %c1 : tensor<?x?x?xf64>
  %n2 = tensor.dim %m, %c2 : tensor<?x?x?xf64>
  %e = tensor.splat %eighth[%n0, %n1, %n2] : tensor<?x?x?xf64>
  %t = tensor.splat %two[%n0, %n1, %n2] : tensor<?x?x?xf64>
  %mm = arith.mulf %t, %m : tensor<?x?x?xf64>
  %h0 = tslice.index %a[2:, 1:-1, 1:-1] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %l0 = tslice.index %a[:-2, 1:-1, 1:-1] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %d0 = arith.subf %h0, %mm : tensor<?x?x?xf64>
  %s0 = arith.addf %d0, %l0 : tensor<?x?x?xf64>
  %x0 = arith.mulf %e, %s0 : tensor<?x?x?xf64>
  %h1 = tslice.index %a[1:-1, 2:, 1:-1] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %l1 = tslice.index %a[1:-1, :-2, 1:-1] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %d1 = arith.subf %h1, %mm : tensor<?x?x?xf64>
  %s1 = arith.addf %d1, %l1 : tensor<?x?x?xf64>
  %x1 = arith.mulf %e, %s1 : tensor<?x?x?xf64>
  %h2 = tslice.index %a[1:-1, 1:-1, 2:] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %l2 = tslice.index %a[1:-1, 1:-1, :-2] : tensor<?x?x?xf64> -> tensor<?x?x?xf64>
  %d2 = arith.subf %h2, %mm : tensor<?x?x?xf64>
  %s2 = arith.addf %d2, %l2 : tensor<?x?x?xf64>
  %x2 = arith.mulf %e, %s2 : tensor<?x?x?xf64>
  %y0 = arith.addf %x0, %x1 : tensor<?x?x?xf64>
  %y1 = arith.addf %y0, %x2 : tensor<?x?x?xf64>
  %y2 = arith.addf %y1, %m : tensor<?x?x?xf64>
  %r = tslice.index_update set %y2 into %to[1:-1, 1:-1, 1:-1] : tensor<?x?x?xf64> into tensor<?x?x?xf64>
  return %r : tensor<?x?x?xf64>
}
func.func @heat_3d(%steps: index, %a0: tensor<?x?x?xf64> {tslice.donate}, %b0: tensor<?x?x?xf64> {tslice.donate}) -> tensor<?x?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %r:2 = scf.for %t = %c0 to %steps step %c1 iter_args(%a = %a0, %b = %b0) -> (tensor<?x?x?xf64>, tensor<?x?x?xf64>) {
    %b1 = func.call @heat_half(%a, %b) : (tensor<?x?x?xf64>, tensor<?x?x?xf64>) -> tensor<?x?x?xf64>
    %a1 = func.call @heat_half(%b1, %a) : (tensor<?x?x?xf64>, tensor<?x?x?xf64>) -> tensor<?x?x?xf64>
    scf.yield %a1, %b1 : tensor<?x?x?xf64>, tensor<?x?x?xf64>
  }
  return %r#0 : tensor<?x?x?xf64>
}
func.func @heat_3d_grad(%steps: index, %a: tensor<?x?x?xf64>, %b: tensor<?x?x?xf64>, %seed: tensor<?x?x?xf64> {tslice.donate}) -> (tensor<?x?x?xf64>, tensor<?x?x?xf64>) {
  %g:2 = tslice.vjp @heat_3d(%steps, %a, %b)(%seed) wrt [1, 2] : (index, tensor<?x?x?xf64>, tensor<?x?x?xf64>)(tensor<?x?x?xf64>) -> (tensor<?x?x?xf64>, tensor<?x?x?xf64>)
  return %g#0, %g#1 : tensor<?x?x?xf64>, tensor<?x?x?xf64>
}

// Gauss and Seidel: each element from its eight neighbours, of which four are new.
func.func @seidel_2d(%steps: index, %a0: tensor<?x?xf64> {tslice.donate}) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %nine = arith.constant 9.0 : f64
  %n = tensor.dim %a0, %c0 : tensor<?x?xf64>
  %last = arith.subi %n, %c1 : index
  %width = tensor.dim %a0, %c1 : tensor<?x?xf64>
  %end = arith.subi %width, %c1 : index
  %r = scf.for %t = %c0 to %steps step %c1 iter_args(%x = %a0) -> (tensor<?x?xf64>) {
    %rows = scf.for %i = %c1 to %last step %c1 iter_args(%a = %x) -> (tensor<?x?xf64>) {
      %above = arith.subi %i, %c1 : index
      %below = arith.addi %i, %c1 : index
      %0 = tslice.index %a[%above, :-2] : tensor<?x?xf64>, index -> tensor<?xf64>
      %1 = tslice.index %a[%above, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
      %2 = tslice.index %a[%above, 2:] : tensor<?x?xf64>, index -> tensor<?xf64>
      %3 = tslice.index %a[%i, 2:] : tensor<?x?xf64>, index -> tensor<?xf64>
      %4 = tslice.index %a[%below, :-2] : tensor<?x?xf64>, index -> tensor<?xf64>
      %5 = tslice.index %a[%below, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
      %6 = tslice.index %a[%below, 2:] : tensor<?x?xf64>, index -> tensor<?xf64>
      %m = tslice.index %a[%i, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
      %s0 = arith.addf %0, %1 : tensor<?xf64>
      %s1 = arith.addf %s0, %2 : tensor<?xf64>
      %s2 = arith.addf %s1, %3 : tensor<?xf64>
      %s3 = arith.addf %s2, %4 : tensor<?xf64>
      %s4 = arith.addf %s3, %5 : tensor<?xf64>
      %s5 = arith.addf %s4, %6 : tensor<?xf64>
      %s6 = arith.addf %s5, %m : tensor<?xf64>
      %b = tslice.index_update set %s6 into %a[%i, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
      %row = scf.for %j = %c1 to %end step %c1 iter_args(%y = %b) -> (tensor<?x?xf64>) {
        %left = arith.subi %j, %c1 : index
        %p = tensor.extract %y[%i, %left] : tensor<?x?xf64>
        %q = tensor.extract %y[%i, %j] : tensor<?x?xf64>
        %sum = arith.addf %p, %q : f64
        %v = arith.divf %sum, %nine : f64
        %z = tensor.insert %v into %y[%i, %j] : tensor<?x?xf64>
        scf.yield %z : tensor<?x?xf64>
      }
      scf.yield %row : tensor<?x?xf64>
    }
    scf.yield %rows : tensor<?x?xf64>
  }
  return %r : tensor<?x?xf64>
}
func.func @seidel_2d_grad(%steps: index, %a: tensor<?x?xf64>, %seed: tensor<?x?xf64> {tslice.donate}) -> tensor<?x?xf64> {
  %g = tslice.vjp @seidel_2d(%steps, %a)(%seed) wrt [1] : (index, tensor<?x?xf64>)(tensor<?x?xf64>) -> tensor<?x?xf64>
  return %g : tensor<?x?xf64>
}

// Alternating directions implicitly: columns, then rows, each by elimination.
// Columns of %to from rows of %from: rows of %p and %q downwards, %to upwards.
func.func private @adi_columns(%from: tensor<?x?xf64>, %to: tensor<?x?xf64>, %p0: tensor<?x?xf64>, %q0: tensor<?x?xf64>, %a: f64, %b: f64, %d: f64)
    -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %n = tensor.dim %from, %c0 : tensor<?x?xf64>
  %last = arith.subi %n, %c1 : index
  %k = arith.subi %n, %c2 : index
  %d2 = arith.mulf %two, %d : f64
  %e = arith.addf %one, %d2 : f64
  %na = arith.negf %a : f64
  %av = tensor.splat %a[%k] : tensor<?xf64>
  %nav = tensor.splat %na[%k] : tensor<?xf64>
  %bv = tensor.splat %b[%k] : tensor<?xf64>
  %dv = tensor.splat %d[%k] : tensor<?xf64>
  %ev = tensor.splat %e[%k] : tensor<?xf64>
  %zeros = tensor.splat %zero[%k] : tensor<?xf64>
  %ones = tensor.splat %one[%k] : tensor<?xf64>
  %p1 = tslice.index_update set %zeros into %p0[0, 1:-1] : tensor<?xf64> into tensor<?x?xf64>
  %q1 = tslice.index_update set %ones into %q0[0, 1:-1] : tensor<?xf64> into tensor<?x?xf64>
  %pq:2 = scf.for %j = %c1 to %last step %c1 iter_args(%p = %p1, %q = %q1) -> (tensor<?x?xf64>, tensor<?x?xf64>) {
    %i = arith.subi %j, %c1 : index
    %pi = tslice.index %p[%i, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %qi = tslice.index %q[%i, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %ap = arith.mulf %av, %pi : tensor<?xf64>
    %den = arith.addf %ap, %bv : tensor<?xf64>
    %pj = arith.divf %nav, %den : tensor<?xf64>
    %l = tslice.index %from[%j, :-2] : tensor<?x?xf64>, index -> tensor<?xf64>
    %m = tslice.index %from[%j, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %r = tslice.index %from[%j, 2:] : tensor<?x?xf64>, index -> tensor<?xf64>
    %dl = arith.mulf %dv, %l : tensor<?xf64>
    %em = arith.mulf %ev, %m : tensor<?xf64>
    %dr = arith.mulf %dv, %r : tensor<?xf64>
    %aq = arith.mulf %av, %qi : tensor<?xf64>
    %s0 = arith.subf %em, %dl : tensor<?xf64>
    %s1 = arith.subf %s0, %dr : tensor<?xf64>
    %s2 = arith.subf %s1, %aq : tensor<?xf64>
    %qj = arith.divf %s2, %den : tensor<?xf64>
    %pn = tslice.index_update set %pj into %p[%j, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
    %qn = tslice.index_update set %qj into %q[%j, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
    scf.yield %pn, %qn : tensor<?x?xf64>, tensor<?x?xf64>
  }
  %t0 = tslice.index_update set %ones into %to[%c0, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
  %t1 = tslice.index_update set %ones into %t0[%last, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
  %t = scf.for %i = %c1 to %last step %c1 iter_args(%x = %t1) -> (tensor<?x?xf64>) {
    %j = arith.subi %last, %i : index
    %above = arith.addi %j, %c1 : index
    %pj = tslice.index %pq#0[%j, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %qj = tslice.index %pq#1[%j, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %v = tslice.index %x[%above, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %pv = arith.mulf %pj, %v : tensor<?xf64>
    %w = arith.addf %pv, %qj : tensor<?xf64>
    %y = tslice.index_update set %w into %x[%j, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
    scf.yield %y : tensor<?x?xf64>
  }
  return %t, %pq#0, %pq#1 : tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>
}
// Rows of %to from columns of %from: rows of %p and %q downwards, %to upwards.
func.func private @adi_rows(%from: tensor<?x?xf64>, %to: tensor<?x?xf64>, %p0: tensor<?x?xf64>, %q0: tensor<?x?xf64>, %a: f64, %b: f64, %d: f64)
    -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %n = tensor.dim %from, %c0 : tensor<?x?xf64>
  %last = arith.subi %n, %c1 : index
  %k = arith.subi %n, %c2 : index
  %d2 = arith.mulf %two, %d : f64
  %e = arith.addf %one, %d2 : f64
  %na = arith.negf %a : f64
  %av = tensor.splat %a[%k] : tensor<?xf64>
  %nav = tensor.splat %na[%k] : tensor<?xf64>
  %bv = tensor.splat %b[%k] : tensor<?xf64>
  %dv = tensor.splat %d[%k] : tensor<?xf64>
  %ev = tensor.splat %e[%k] : tensor<?xf64>
  %zeros = tensor.splat %zero[%k] : tensor<?xf64>
  %ones = tensor.splat %one[%k] : tensor<?xf64>
  %p1 = tslice.index_update set %zeros into %p0[0, 1:-1] : tensor<?xf64> into tensor<?x?xf64>
  %q1 = tslice.index_update set %ones into %q0[0, 1:-1] : tensor<?xf64> into tensor<?x?xf64>
  %pq:2 = scf.for %j = %c1 to %last step %c1 iter_args(%p = %p1, %q = %q1) -> (tensor<?x?xf64>, tensor<?x?xf64>) {
    %i = arith.subi %j, %c1 : index
    %pi = tslice.index %p[%i, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %qi = tslice.index %q[%i, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %ap = arith.mulf %av, %pi : tensor<?xf64>
    %den = arith.addf %ap, %bv : tensor<?xf64>
    %pj = arith.divf %nav, %den : tensor<?xf64>
    %l = tslice.index %from[:-2, %j] : tensor<?x?xf64>, index -> tensor<?xf64>
    %m = tslice.index %from[1:-1, %j] : tensor<?x?xf64>, index -> tensor<?xf64>
    %r = tslice.index %from[2:, %j] : tensor<?x?xf64>, index -> tensor<?xf64>
    %dl = arith.mulf %dv, %l : tensor<?xf64>
    %em = arith.mulf %ev, %m : tensor<?xf64>
    %dr = arith.mulf %dv, %r : tensor<?xf64>
    %aq = arith.mulf %av, %qi : tensor<?xf64>
    %s0 = arith.subf %em, %dl : tensor<?xf64>
    %s1 = arith.subf %s0, %dr : tensor<?xf64>
    %s2 = arith.subf %s1, %aq : tensor<?xf64>
    %qj = arith.divf %s2, %den : tensor<?xf64>
    %pn = tslice.index_update set %pj into %p[%j, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
    %qn = tslice.index_update set %qj into %q[%j, 1:-1] : tensor<?xf64> into tensor<?x?xf64>, index
    scf.yield %pn, %qn : tensor<?x?xf64>, tensor<?x?xf64>
  }
  %t0 = tslice.index_update set %ones into %to[1:-1, %c0] : tensor<?xf64> into tensor<?x?xf64>, index
  %t1 = tslice.index_update set %ones into %t0[1:-1, %last] : tensor<?xf64> into tensor<?x?xf64>, index
  %t = scf.for %i = %c1 to %last step %c1 iter_args(%x = %t1) -> (tensor<?x?xf64>) {
    %j = arith.subi %last, %i : index
    %above = arith.addi %j, %c1 : index
    %pj = tslice.index %pq#0[%j, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %qj = tslice.index %pq#1[%j, 1:-1] : tensor<?x?xf64>, index -> tensor<?xf64>
    %v = tslice.index %x[1:-1, %above] : tensor<?x?xf64>, index -> tensor<?xf64>
    %pv = arith.mulf %pj, %v : tensor<?xf64>
    %w = arith.addf %pv, %qj : tensor<?xf64>
    %y = tslice.index_update set %w into %x[1:-1, %j] : tensor<?xf64> into tensor<?x?xf64>, index
    scf.yield %y : tensor<?x?xf64>
  }
  return %t, %pq#0, %pq#1 : tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>
}
func.func @adi(%steps: index, %u0: tensor<?x?xf64> {tslice.donate}, %v0: tensor<?x?xf64> {tslice.donate}) -> tensor<?x?xf64> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f64
  %one = arith.constant 1.0 : f64
  %two = arith.constant 2.0 : f64
  %half = arith.constant -0.5 : f64
  %n = tensor.dim %u0, %c0 : tensor<?x?xf64>
  %ni = arith.index_cast %n : index to i64
  %nf = arith.sitofp %ni : i64 to f64
  %si = arith.index_cast %steps : index to i64
  %sf = arith.sitofp %si : i64 to f64
  %nn = arith.mulf %nf, %nf : f64
  %m2 = arith.divf %nn, %sf : f64
  %m1 = arith.mulf %two, %m2 : f64
  %a = arith.mulf %half, %m1 : f64
  %d = arith.mulf %half, %m2 : f64
  %b = arith.addf %one, %m1 : f64
  %e = arith.addf %one, %m2 : f64
  %z = tensor.splat %zero[%n, %n] : tensor<?x?xf64>
  %r:4 = scf.for %t = %c0 to %steps step %c1 iter_args(%u = %u0, %v = %v0, %p = %z, %q = %z)
      -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>) {
    %v1, %p1, %q1 = func.call @adi_columns(%u, %v, %p, %q, %a, %b, %d)
        : (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, f64, f64, f64) -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>)
    %u1, %p2, %q2 = func.call @adi_rows(%v1, %u, %p1, %q1, %d, %e, %a)
        : (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, f64, f64, f64) -> (tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>)
    scf.yield %u1, %v1, %p2, %q2 : tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>, tensor<?x?xf64>
  }
  return %r#0 : tensor<?x?xf64>
}
func.func @adi_grad(%steps: index, %u: tensor<?x?xf64>, %v: tensor<?x?xf64>, %seed: tensor<?x?xf64> {tslice.donate}) -> (tensor<?x?xf64>, tensor<?x?xf64>) {
  %g:2 = tslice.vjp @adi(%steps, %u, %v)(%seed) wrt [1, 2] : (index, tensor<?x?xf64>, tensor<?x?xf64>)(tensor<?x?xf64>) -> (tensor<?x?xf64>, tensor<?x?xf64>)
  return %g#0, %g#1 : tensor<?x?xf64>, tensor<?x?xf64>
}
