// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exposes printing, literals and .npy files to values.py, which compares them
// with NumPy. Reads one command per line from standard input, fields separated
// by tabs, and answers each with its text and a line `--`:
//   print TYPE|- FILE          what toString gives
//   print-columns TYPE|- FILE  the same through a column-major view
//   copy TYPE|- IN OUT         reads a file and writes another
//   literal TYPE SHAPE OUT TEXT  parses a literal and writes it

#include "tslice/ExecutionEngine/Literal.h"
#include "tslice/ExecutionEngine/Npy.h"
#include "tslice/ExecutionEngine/Print.h"

#include <iostream>
#include <sstream>

using namespace tslice;

/// Returns a copy of `tensor` whose elements lie in column-major order.
static Result<Tensor> makeColumnMajor(const Tensor &tensor) {
  Shape reversed(tensor.getShape().rbegin(), tensor.getShape().rend());
  Shape strides = getRowMajorStrides(reversed);
  strides = Shape(strides.rbegin(), strides.rend());
  // A transposed view of the input, copied, is the input's transpose in
  // row-major order: read backwards, the input in column-major order.
  Shape inputStrides(tensor.getStrides().rbegin(), tensor.getStrides().rend());
  Result<Tensor> view = tensor.withLayout(
      tensor.getMutableData(), tensor.getType(), reversed, inputStrides);
  if (!view)
    return view;
  Result<Tensor> transposed = view->clone();
  if (!transposed)
    return transposed;
  return transposed->withLayout(transposed->getMutableData(), tensor.getType(),
                                tensor.getShape(), strides);
}

static Shape parseShape(const std::string &text) {
  Shape shape;
  std::istringstream stream(text);
  for (std::string size; std::getline(stream, size, 'x');)
    if (!size.empty())
      shape.push_back(size == "?" ? dynamicSize : std::stoll(size));
  return shape;
}

static Result<Tensor> run(const std::vector<std::string> &fields) {
  const std::string &command = fields[0];
  if (command == "literal") {
    Result<Tensor> tensor = parseLiteral(
        fields[4], {*parseElementType(fields[1]), parseShape(fields[2])});
    if (tensor)
      if (Result<void> done = writeNpy(fields[3], *tensor); !done)
        return done.error();
    return tensor;
  }
  Result<Tensor> tensor = readNpy(fields[2], parseElementType(fields[1]));
  if (!tensor)
    return tensor;
  if (command == "copy")
    if (Result<void> done = writeNpy(fields[3], *tensor); !done)
      return done.error();
  return command == "print-columns" ? makeColumnMajor(*tensor)
                                    : std::move(tensor);
}

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, '\t');)
      fields.push_back(field);
    Result<Tensor> tensor = run(fields);
    if (!tensor)
      std::cout << "error: " << tensor.error().message;
    else if (fields[0].substr(0, 5) == "print")
      std::cout << toString(*tensor);
    std::cout << "\n--\n";
  }
  return 0;
}
