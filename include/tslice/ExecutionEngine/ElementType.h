// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lists the element types that cross the C++ API and what each is called in
// MLIR and in NumPy. Separate from Tensor.h so that code which only names a
// type needs no buffer.

#ifndef TSLICE_EXECUTIONENGINE_ELEMENTTYPE_H
#define TSLICE_EXECUTIONENGINE_ELEMENTTYPE_H

#include <complex>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tslice {

/// The element type of a tensor. An i1 takes one byte holding 0 or 1, an index
/// takes eight bytes, C64 is complex<f32> and C128 is complex<f64>.
enum class ElementType : uint8_t {
  F64,
  F32,
  F16,
  BF16,
  F8E4M3FN,
  F8E5M2,
  I1,
  I8,
  I16,
  I32,
  I64,
  Index,
  C64,
  C128
};

/// What families of element types are treated alike.
enum class ElementKind : uint8_t { Float, Bool, Integer, Complex };

/// The facts about one element type.
struct ElementTypeInfo {
  ElementType type;
  ElementKind kind;
  /// Size of one element in bytes.
  int64_t size;
  /// Alignment that every element must have, in bytes.
  int64_t alignment;
  /// The MLIR spelling, as in `tensor<2x` name `>`.
  const char *name;
  /// The dtype written to .npy files. NumPy has no bf16 and no f8: those are
  /// written as raw bytes of the same width.
  const char *numpyDescr;
};

/// All element types, in the order of the enumeration.
inline constexpr ElementTypeInfo elementTypes[] = {
    {ElementType::F64, ElementKind::Float, 8, 8, "f64", "<f8"},
    {ElementType::F32, ElementKind::Float, 4, 4, "f32", "<f4"},
    {ElementType::F16, ElementKind::Float, 2, 2, "f16", "<f2"},
    {ElementType::BF16, ElementKind::Float, 2, 2, "bf16", "|V2"},
    {ElementType::F8E4M3FN, ElementKind::Float, 1, 1, "f8E4M3FN", "|V1"},
    {ElementType::F8E5M2, ElementKind::Float, 1, 1, "f8E5M2", "|V1"},
    {ElementType::I1, ElementKind::Bool, 1, 1, "i1", "|b1"},
    {ElementType::I8, ElementKind::Integer, 1, 1, "i8", "|i1"},
    {ElementType::I16, ElementKind::Integer, 2, 2, "i16", "<i2"},
    {ElementType::I32, ElementKind::Integer, 4, 4, "i32", "<i4"},
    {ElementType::I64, ElementKind::Integer, 8, 8, "i64", "<i8"},
    {ElementType::Index, ElementKind::Integer, 8, 8, "index", "<i8"},
    {ElementType::C64, ElementKind::Complex, 8, 4, "complex<f32>", "<c8"},
    {ElementType::C128, ElementKind::Complex, 16, 8, "complex<f64>", "<c16"},
};

/// Returns the facts about `type`.
constexpr const ElementTypeInfo &getInfo(ElementType type) {
  return elementTypes[static_cast<int>(type)];
}

/// Returns the size of one element in bytes.
constexpr int64_t getSize(ElementType type) { return getInfo(type).size; }

/// Returns the MLIR spelling of `type`.
constexpr const char *getName(ElementType type) { return getInfo(type).name; }

/// Returns whether `type` is a real floating-point type.
constexpr bool isFloat(ElementType type) {
  return getInfo(type).kind == ElementKind::Float;
}

/// Returns whether `type` is a complex type.
constexpr bool isComplex(ElementType type) {
  return getInfo(type).kind == ElementKind::Complex;
}

/// Returns whether `type` is i8 to i64 or index; i1 is not one of them.
constexpr bool isInteger(ElementType type) {
  return getInfo(type).kind == ElementKind::Integer;
}

/// Returns the type of the real and the imaginary part of a complex type, and
/// any other type unchanged.
constexpr ElementType getComponentType(ElementType type) {
  if (type == ElementType::C64)
    return ElementType::F32;
  return type == ElementType::C128 ? ElementType::F64 : type;
}

/// Returns the type whose MLIR spelling is `name`, or nothing.
constexpr std::optional<ElementType> parseElementType(std::string_view name) {
  for (const ElementTypeInfo &info : elementTypes)
    if (name == info.name)
      return info.type;
  return std::nullopt;
}

/// The element type that the C++ type `T` stores. Undefined for types without
/// one; f16, bf16, f8 and index have no C++ type of their own.
template <typename T> struct ElementTypeOf;
template <> struct ElementTypeOf<double> {
  static constexpr ElementType value = ElementType::F64;
};
template <> struct ElementTypeOf<float> {
  static constexpr ElementType value = ElementType::F32;
};
template <> struct ElementTypeOf<bool> {
  static constexpr ElementType value = ElementType::I1;
};
template <> struct ElementTypeOf<int8_t> {
  static constexpr ElementType value = ElementType::I8;
};
template <> struct ElementTypeOf<int16_t> {
  static constexpr ElementType value = ElementType::I16;
};
template <> struct ElementTypeOf<int32_t> {
  static constexpr ElementType value = ElementType::I32;
};
template <> struct ElementTypeOf<int64_t> {
  static constexpr ElementType value = ElementType::I64;
};
template <> struct ElementTypeOf<std::complex<float>> {
  static constexpr ElementType value = ElementType::C64;
};
template <> struct ElementTypeOf<std::complex<double>> {
  static constexpr ElementType value = ElementType::C128;
};

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_ELEMENTTYPE_H
