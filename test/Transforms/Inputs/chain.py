"""Prints a function of the given number of elementwise ops in a row."""

import sys

count = int(sys.argv[1])
ops = ["arith.addf", "arith.mulf", "arith.subf", "arith.maximumf"]
print("func.func @chain(%x0: tensor<8xf32>) -> tensor<8xf32> {")
for i in range(count):
    print(f"  %x{i + 1} = {ops[i % 4]} %x{i}, %x0 : tensor<8xf32>")
print(f"  return %x{count} : tensor<8xf32>\n}}")
