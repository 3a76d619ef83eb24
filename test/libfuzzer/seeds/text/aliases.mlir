#m = affine_map<(d0, d1) -> (d0 + d1 floordiv 2, -d1)>
!t = tensor<2x3xcomplex<f32>>
func.func @f(%x: !t) -> !t attributes {m = #m, d = {a = [1, "b", unit]}} {
  return %x : !t loc(callsite("a" at "b.mlir":1:2))
}
