// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A child process in which NumPy runs the same statements on the same data
// (numpy_peer.py), so that its memory and threads are its own.

#ifndef TSLICE_BENCHMARK_NUMPYPEER_H
#define TSLICE_BENCHMARK_NUMPYPEER_H

#include "Workload.h"

#include <cstdio>
#include <memory>

namespace tslice::bench {

/// One Python process. Every member function that gets no answer returns an
/// error; the peer is of no use then.
class NumPyPeer {
public:
  /// Starts `script` in `python`. Returns null if that, or its NumPy, is not
  /// there.
  static std::unique_ptr<NumPyPeer> start(const std::string &python,
                                          const std::string &script);
  ~NumPyPeer();

  const std::string &getVersion() const { return version; }

  /// Replaces all arrays by the inputs of `workload` and an array `o` of the
  /// shape of its result.
  void load(const Workload &workload);

  /// Runs `statement` and returns the milliseconds it took.
  Result<double> time(const std::string &statement);

  /// Runs `statement` and returns the f32 array `name`.
  Result<Tensor> getResult(const std::string &statement,
                           const std::string &name, const Shape &shape);

private:
  NumPyPeer(int pid, FILE *commands, FILE *answers)
      : pid(pid), commands(commands), answers(answers) {}
  void send(const std::string &command, const std::string &name,
            const Tensor &array, bool elements);
  std::string readLine();

  int pid;
  FILE *commands, *answers;
  std::string version;
};

} // namespace tslice::bench

#endif // TSLICE_BENCHMARK_NUMPYPEER_H
