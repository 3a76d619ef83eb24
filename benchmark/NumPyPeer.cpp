// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parent's side of the protocol that numpy_peer.py describes.

#include "NumPyPeer.h"

#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

using namespace tslice;
using namespace tslice::bench;

std::unique_ptr<NumPyPeer> NumPyPeer::start(const std::string &python,
                                            const std::string &script) {
  int toChild[2], fromChild[2];
  if (pipe(toChild) != 0 || pipe(fromChild) != 0)
    return nullptr;
  // Writing to a child that has ended is an error, not the end of us.
  signal(SIGPIPE, SIG_IGN);
  int pid = fork();
  if (pid == 0) {
    dup2(toChild[0], STDIN_FILENO);
    dup2(fromChild[1], STDOUT_FILENO);
    for (int end : {toChild[0], toChild[1], fromChild[0], fromChild[1]})
      close(end);
    execlp(python.c_str(), python.c_str(), script.c_str(), nullptr);
    _exit(1);
  }
  close(toChild[0]);
  close(fromChild[1]);
  std::unique_ptr<NumPyPeer> peer(
      new NumPyPeer(pid, fdopen(toChild[1], "w"), fdopen(fromChild[0], "r")));
  peer->version = peer->readLine();
  return peer->version.empty() ? nullptr : std::move(peer);
}

NumPyPeer::~NumPyPeer() {
  std::fclose(commands);
  std::fclose(answers);
  if (pid > 0)
    waitpid(pid, nullptr, 0);
}

std::string NumPyPeer::readLine() {
  std::fflush(commands);
  std::string line;
  for (int c; (c = std::fgetc(answers)) != EOF && c != '\n';)
    line += static_cast<char>(c);
  return line;
}

void NumPyPeer::send(const std::string &command, const std::string &name,
                     const Tensor &array, bool elements) {
  std::string line =
      command + " " + name + " " + getInfo(array.getType()).numpyDescr;
  for (int64_t size : array.getShape())
    line += " " + std::to_string(size);
  std::fprintf(commands, "%s\n", line.c_str());
  if (elements)
    std::fwrite(array.getData(), 1, array.getNumBytes(), commands);
}

void NumPyPeer::load(const Workload &workload) {
  std::fprintf(commands, "drop\n");
  for (const Input &input : workload.inputs)
    send("array", input.name, input.data, /*elements=*/true);
  if (workload.donated < 0)
    send("empty", "o", workload.result, /*elements=*/false);
}

Result<double> NumPyPeer::time(const std::string &statement) {
  std::fprintf(commands, "time %s\n", statement.c_str());
  std::string line = readLine();
  if (line.empty())
    return Error(ErrorCode::IO, "NumPy failed on '" + statement + "'");
  return std::stod(line) * 1e-6;
}

Result<Tensor> NumPyPeer::getResult(const std::string &statement,
                                    const std::string &name,
                                    const Shape &shape) {
  std::fprintf(commands, "result %s %s\n", name.c_str(), statement.c_str());
  Result<Tensor> tensor = Tensor::allocate(ElementType::F32, shape);
  if (!tensor)
    return tensor;
  size_t bytes = tensor->getNumBytes();
  if (readLine() != std::to_string(bytes) ||
      std::fread(tensor->getMutableData(), 1, bytes, answers) != bytes)
    return Error(ErrorCode::IO, "NumPy failed on '" + statement + "'");
  return tensor;
}
