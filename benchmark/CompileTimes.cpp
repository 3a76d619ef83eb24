// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How compile time grows with the number of ops.

#include "Gradients.h"
#include "Workload.h"

#include "tslice/ExecutionEngine/Executable.h"

#include <algorithm>
#include <chrono>

using namespace tslice;
using namespace tslice::bench;

namespace {
/// One op of a chain, by its number: arithmetic; and in each ten ops a gather, a
/// slice, an update and a scatter, if there are accesses.
std::string makeOp(int number, bool accesses) {
  std::string x = "%x" + std::to_string(number), type = " : tensor<4096xf32>\n";
  if (accesses && number % 10 == 2)
    return "tslice.gather " + x +
           "[%i] dims [0] : tensor<4096xf32>, tensor<4096xi32> -> "
           "tensor<4096xf32>\n";
  if (accesses && number % 10 == 4)
    return "tslice.slice " + x +
           "[4095][4096][-1] : tensor<4096xf32> to tensor<4096xf32>\n";
  if (accesses && number % 10 == 6)
    return "tslice.update set %u into " + x +
           "[7][64][1] : tensor<64xf32> into tensor<4096xf32>\n";
  if (accesses && number % 10 == 8)
    return "tslice.scatter add %u into " + x +
           "[%k] dims [0] : tensor<64xf32> into tensor<4096xf32>, "
           "tensor<64xi32>\n";
  switch (number % 4) {
  case 0:
    return "arith.mulf " + x + ", " + x + type;
  case 1:
    return "math.tanh " + x + type;
  case 2:
    return "arith.addf " + x + ", %x0" + type;
  default:
    return "arith.mulf " + x + ", %x0" + type;
  }
}

std::string makeGraph(int ops, bool accesses) {
  std::string arguments = "%x0: tensor<4096xf32>, %i: tensor<4096xi32>, "
                          "%u: tensor<64xf32>, %k: tensor<64xi32>";
  std::string text = "func.func @forward(" + arguments +
                     ") -> tensor<f32> {\n"
                     "  %zero = arith.constant dense<0.0> : tensor<f32>\n";
  for (int number = 0; number < ops; ++number)
    text +=
        "  %x" + std::to_string(number + 1) + " = " + makeOp(number, accesses);
  text += "  %r = linalg.reduce { arith.addf } ins(%x" + std::to_string(ops) +
          " : tensor<4096xf32>) outs(%zero : tensor<f32>) dimensions = [0]\n"
          "  return %r : tensor<f32>\n}\n";
  std::string types = "(tensor<4096xf32>, tensor<4096xi32>, tensor<64xf32>, "
                      "tensor<64xi32>) -> tensor<4096xf32>";
  return text + "func.func @gradient(" + arguments +
         ") -> tensor<4096xf32> {\n"
         "  %g = tslice.grad @forward(%x0, %i, %u, %k) wrt [0] : " +
         types + "\n  return %g : tensor<4096xf32>\n}\n";
}

double timeCompile(const std::string &text, const std::string &entry,
                   int rounds) {
  std::vector<double> times;
  for (int round = 0; round < rounds; ++round) {
    auto begin = std::chrono::steady_clock::now();
    unwrap(Executable::compileText(text, "chain",
                                   Options().entry(entry).cache("")));
    times.push_back(std::chrono::duration<double, std::milli>(
                        std::chrono::steady_clock::now() - begin)
                        .count());
  }
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}
} // namespace

std::vector<CompileRow> tslice::bench::measureCompileTimes(bool quick,
                                                           int rounds) {
  std::vector<CompileRow> rows;
  for (bool accesses : {false, true})
    for (int ops : {10, 100, 1000}) {
      if (quick && ops > 10)
        continue;
      std::string text = makeGraph(ops, accesses);
      int times = quick || ops == 1000 ? 1 : std::min(rounds, 5);
      rows.push_back({accesses ? "accesses" : "arithmetic", ops,
                      timeCompile(text, "forward", times),
                      timeCompile(text, "gradient", times)});
    }
  return rows;
}

void tslice::bench::printCompileTimes(std::FILE *to,
                                      const std::vector<CompileRow> &rows) {
  if (rows.empty())
    return;
  std::fprintf(to, "\nCompile time of chains, milliseconds:\n\n"
                   "| chain | ops | forward | gradient | gradient per op |\n"
                   "| --- | ---: | ---: | ---: | ---: |\n");
  for (const CompileRow &row : rows)
    std::fprintf(to, "| %s | %d | %.0f | %.0f | %.2f |\n", row.name.c_str(),
                 row.ops, row.forwardMs, row.gradientMs,
                 row.gradientMs / row.ops);
}
