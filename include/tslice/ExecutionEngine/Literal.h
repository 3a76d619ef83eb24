// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads values as people write them on a command line. Separate from the tools
// so that every tool and test accepts the same text.

#ifndef TSLICE_EXECUTIONENGINE_LITERAL_H
#define TSLICE_EXECUTIONENGINE_LITERAL_H

#include "tslice/ExecutionEngine/Tensor.h"

#include <string_view>

namespace tslice {

/// Parses `text` as a tensor of the element type, rank and static sizes of
/// `spec`. Every error begins with `column N: `. The text is one of
///
/// - a number for rank 0, else lists nested once per dimension, as `2`,
///   `[1, 2, 3]`, `[[1, 2], [3, 4]]`. Below an empty list, static sizes are
///   those of `spec` and dynamic ones are 0: `[]` for `?x3` is 0x3.
///   - Floats: `2`, `-1.5e3`, `.5`, `nan`, `inf`, `-inf`, rounded once to
///     nearest even. What is finite and becomes infinite is an error.
///   - Integers: `12`, `-3`, or hexadecimal `0xff`, which gives the bits:
///   `0xff`
///     is -1 as an i8.
///   - i1: `true`, `false`, `True`, `False`, `0`, `1`.
///   - Complex: `1`, `2j`, `1+2j`, also in parentheses.
/// - `random(SHAPE, TYPE, SEED)` or `random(SHAPExTYPE, SEED)`, with an
/// optional
///   `, LO, HI` at the end; `random(TYPE, SEED)` for rank 0. Element k, in
///   row-major order, is computed from output number k of the splitmix64
///   generator seeded with SEED, z(k) = mix(SEED + (k + 1) *
///   0x9E3779B97F4A7C15):
///   - floats: u = (z >> (64 - p)) * 2^-p, where p is the number of significant
///     bits of the type; LO + (HI - LO) * u in f64, rounded to the type, and LO
///     if that is not below HI. The default [LO, HI) = [-1, 1) is exact.
///   - complex: the real part from z(2k), the imaginary part from z(2k + 1).
///   - integers: LO + floor(z * (HI - LO) / 2^64); the default is [0, 10).
///   - i1: the highest bit of z; takes no LO and HI.
Result<Tensor> parseLiteral(std::string_view text, const TensorSpec &spec);

} // namespace tslice

#endif // TSLICE_EXECUTIONENGINE_LITERAL_H
