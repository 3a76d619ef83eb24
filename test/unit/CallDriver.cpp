// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lets scripts call many functions for the price of one process and few
// compilations. Reads one command per line from standard input, fields
// separated by tabs, and answers each with a line, `ok` or `error: ...`:
//   compile FILE plain|optimised|evaluate   the module that calls run in
//   call ENTRY COUNT OUT... IN...   COUNT .npy files to write, others to read

#include "tslice/ExecutionEngine/Executable.h"
#include "tslice/ExecutionEngine/Npy.h"

#include <iostream>
#include <sstream>

using namespace tslice;

using Fields = std::vector<std::string>;

static Result<void> compile(const Fields &fields,
                            std::optional<Executable> &executable) {
  Options options;
  options.threads(1)
      .optimize(fields[2] == "optimised")
      .evaluate(fields[2] == "evaluate");
  Result<Executable> compiled = Executable::compileFile(fields[1], options);
  if (!compiled)
    return compiled.error();
  executable = *compiled;
  return {};
}

static Result<void> call(const Fields &fields, const Executable &executable) {
  Result<const Signature *> signature = executable.getSignature(fields[1]);
  if (!signature)
    return signature.error();
  size_t numResults = std::stoul(fields[2]);
  Fields outputs(fields.begin() + 3, fields.begin() + 3 + numResults);
  Fields inputs(fields.begin() + 3 + numResults, fields.end());
  if (Result<void> checked = (*signature)->checkCount(inputs.size()); !checked)
    return checked;
  std::vector<Tensor> arguments;
  for (size_t i = 0; i < inputs.size(); ++i) {
    Result<Tensor> tensor =
        readNpy(inputs[i], (*signature)->arguments[i].spec.type);
    if (!tensor)
      return tensor.error();
    arguments.push_back(std::move(*tensor));
  }
  Result<std::vector<Tensor>> results =
      executable.call(fields[1], std::move(arguments));
  if (!results)
    return results.error();
  return writeNpy(outputs, *results);
}

int main() {
  std::optional<Executable> executable;
  for (std::string line; std::getline(std::cin, line);) {
    Fields fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, '\t');)
      fields.push_back(field);
    Result<void> done =
        fields[0] == "compile" ? compile(fields, executable)
        : executable ? call(fields, *executable)
                     : Error(ErrorCode::InvalidArgument, "nothing is compiled");
    std::string text = done ? "ok" : "error: " + done.error().message;
    for (char &character : text)
      if (character == '\n')
        character = ' ';
    std::cout << text << std::endl;
  }
  return 0;
}
