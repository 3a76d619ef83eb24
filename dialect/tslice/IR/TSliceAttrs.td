// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The words an access can carry: bounds policies, combiners, promises, kinds of
// checks.

#ifndef TSLICE_IR_TSLICEATTRS_TD
#define TSLICE_IR_TSLICEATTRS_TD

include "tslice/IR/TSliceDialect.td"
include "mlir/IR/EnumAttr.td"

def TSlice_BoundsPolicy : I32EnumAttr<"BoundsPolicy", "what an access outside its tensor does", [
  I32EnumAttrCase<"Error", 0, "error">,
  I32EnumAttrCase<"Clamp", 1, "clamp">,
  I32EnumAttrCase<"SkipWindow", 2, "skip_window">,
  I32EnumAttrCase<"SkipElement", 3, "skip_element">,
  I32EnumAttrCase<"Assume", 4, "assume">]> {
  let cppNamespace = "::tslice";
  let genSpecializedAttr = 0;
}
def TSlice_BoundsPolicyAttr : EnumAttr<TSlice_Dialect, TSlice_BoundsPolicy, "bounds"> {
  let assemblyFormat = "$value";
}

def TSlice_Combiner : I32EnumAttr<"Combiner", "how a written element meets the element it finds", [
  I32EnumAttrCase<"Set", 0, "set">,
  I32EnumAttrCase<"Add", 1, "add">,
  I32EnumAttrCase<"Mul", 2, "mul">,
  I32EnumAttrCase<"Min", 3, "min">,
  I32EnumAttrCase<"Max", 4, "max">,
  I32EnumAttrCase<"UMin", 5, "umin">,
  I32EnumAttrCase<"UMax", 6, "umax">,
  I32EnumAttrCase<"And", 7, "and">,
  I32EnumAttrCase<"Or", 8, "or">,
  I32EnumAttrCase<"Xor", 9, "xor">,
  I32EnumAttrCase<"Region", 10, "region">]> {
  let cppNamespace = "::tslice";
  let genSpecializedAttr = 0;
}
def TSlice_CombinerAttr : EnumAttr<TSlice_Dialect, TSlice_Combiner, "combine"> {
  let assemblyFormat = "$value";
}

def TSlice_Order : I32EnumAttr<"UpdateOrder", "in which order duplicates are combined", [
  I32EnumAttrCase<"Relaxed", 0, "relaxed">]> {
  let cppNamespace = "::tslice";
  let genSpecializedAttr = 0;
}
def TSlice_OrderAttr : EnumAttr<TSlice_Dialect, TSlice_Order, "order"> {
  let assemblyFormat = "$value";
}

def TSlice_Ties : I32EnumAttr<"Ties", "how equal winners share a derivative", [
  I32EnumAttrCase<"Even", 0, "even">,
  I32EnumAttrCase<"First", 1, "first">]> {
  let cppNamespace = "::tslice";
  let genSpecializedAttr = 0;
}
def TSlice_TiesAttr : EnumAttr<TSlice_Dialect, TSlice_Ties, "ties"> {
  let assemblyFormat = "$value";
}

def TSlice_CheckKind : I32EnumAttr<"CheckKind", "what a run-time check compares", [
  I32EnumAttrCase<"Index", 0, "index">,
  I32EnumAttrCase<"Equal", 1, "equal">,
  I32EnumAttrCase<"Size", 2, "size">,
  I32EnumAttrCase<"Stride", 3, "stride">,
  I32EnumAttrCase<"Window", 5, "window">,
  I32EnumAttrCase<"Room", 6, "room">,
  I32EnumAttrCase<"Unique", 7, "unique">,
  I32EnumAttrCase<"Sorted", 8, "sorted">,
  I32EnumAttrCase<"Wrapped", 9, "wrapped">]> {
  let cppNamespace = "::tslice";
  let genSpecializedAttr = 0;
}
def TSlice_CheckKindAttr : EnumAttr<TSlice_Dialect, TSlice_CheckKind, "check_kind"> {
  let assemblyFormat = "$value";
}

// The numbers are those of `tslice_rt_grouping`.
def TSlice_RowGrouping : I32EnumAttr<"RowGrouping", "how positions are grouped by their rows", [
  I32EnumAttrCase<"BySize", 0, "by_size">,
  I32EnumAttrCase<"ByOwner", 1, "by_owner">,
  I32EnumAttrCase<"ByRow", 2, "by_row">,
  I32EnumAttrCase<"ByRowWithEnds", 3, "by_row_with_ends">]> {
  let cppNamespace = "::tslice";
  let genSpecializedAttr = 0;
}
def TSlice_RowGroupingAttr : EnumAttr<TSlice_Dialect, TSlice_RowGrouping, "row_grouping"> {
  let assemblyFormat = "$value";
}

#endif // TSLICE_IR_TSLICEATTRS_TD
