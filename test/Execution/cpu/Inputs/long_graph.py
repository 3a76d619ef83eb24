# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a graph of ACCESSES reads and writes with arithmetic between, and its
gradient: one loop each, so that there are far more than a function keeps."""
import sys


def make_op(number, source):
    """The op that makes %x<number + 1> of `source`."""
    choices = [
        f"tslice.gather {source}[%i] dims [0] : tensor<64xf64>, "
        "tensor<64xi32> -> tensor<64xf64>",
        f"arith.mulf {source}, %x : tensor<64xf64>",
        f"tslice.scatter add %u into {source}[%k] dims [0] : tensor<8xf64> "
        "into tensor<64xf64>, tensor<8xi32>",
        f"math.sin {source} : tensor<64xf64>",
        f"tslice.update set %u into {source}[{number % 50}][8][1] : "
        "tensor<8xf64> into tensor<64xf64>",
        f"arith.addf {source}, %x : tensor<64xf64>",
    ]
    return choices[number % len(choices)]


accesses = int(sys.argv[1])
arguments = ("%x: tensor<64xf64>, %i: tensor<64xi32>, %u: tensor<8xf64>, "
             "%k: tensor<8xi32>")
types = ("(tensor<64xf64>, tensor<64xi32>, tensor<8xf64>, tensor<8xi32>) -> "
         "(tensor<64xf64>, tensor<8xf64>)")
print(f"func.func @forward({arguments}) -> tensor<f64> {{")
print("  %zero = arith.constant dense<0.0> : tensor<f64>")
last = "%x"
for number in range(2 * accesses):
    print(f"  %x{number + 1} = {make_op(number, last)}")
    last = f"%x{number + 1}"
print(f"  %sum = linalg.reduce {{ arith.addf }} ins({last} : tensor<64xf64>) "
      "outs(%zero : tensor<f64>) dimensions = [0]")
print("  return %sum : tensor<f64>\n}")
print(f"func.func @gradient({arguments}) -> (tensor<64xf64>, tensor<8xf64>) {{")
print(f"  %dx, %du = tslice.grad @forward(%x, %i, %u, %k) wrt [0, 2] : {types}")
print("  return %dx, %du : tensor<64xf64>, tensor<8xf64>\n}")
