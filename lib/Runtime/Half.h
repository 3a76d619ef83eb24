// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The conversions that LLVM calls by name on processors without f16 or bf16
// instructions. They are separate from the public header because their types
// are not C99.

#ifndef TSLICE_RUNTIME_HALF_H
#define TSLICE_RUNTIME_HALF_H

// Only a compiler with _Float16 knows how the target passes such values. The
// bf16 functions use it as a carrier of 16 bits too, because f16 and bf16
// travel in the same registers and GCC 12 has no __bf16.
#if defined(__FLT16_MANT_DIG__)
#define TSLICE_RT_HAS_FLOAT16 1

// Hidden, so that no other library starts to use ours. The definitions are
// weak, so that a full compiler runtime may define them too; the declarations
// are not, since a weak reference takes no object out of an archive and would
// be null.
#define TSLICE_RT_BUILTIN __attribute__((visibility("hidden")))
#define TSLICE_RT_BUILTIN_DEFINITION __attribute__((weak))

namespace tslice::runtime {
__extension__ typedef _Float16 Bits16;
} // namespace tslice::runtime

extern "C" {
/// Widens f16 to f32.
TSLICE_RT_BUILTIN float __extendhfsf2(tslice::runtime::Bits16 value);
/// Narrow f32 and f64 to f16.
TSLICE_RT_BUILTIN tslice::runtime::Bits16 __truncsfhf2(float value);
TSLICE_RT_BUILTIN tslice::runtime::Bits16 __truncdfhf2(double value);
/// Narrow f32 and f64 to bf16.
TSLICE_RT_BUILTIN tslice::runtime::Bits16 __truncsfbf2(float value);
TSLICE_RT_BUILTIN tslice::runtime::Bits16 __truncdfbf2(double value);
}
#endif

#endif // TSLICE_RUNTIME_HALF_H
