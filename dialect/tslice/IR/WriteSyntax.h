// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The syntax of what only writes have: combiners, several pairs, regions; and
// of windows. Private to the dialect.

#ifndef TSLICE_IR_WRITESYNTAX_H
#define TSLICE_IR_WRITESYNTAX_H

#include "tslice/IR/TSliceOps.h"

namespace tslice {

/// A combiner's name; nothing stands for a region.
mlir::ParseResult parseCombiner(mlir::OpAsmParser &parser, CombinerAttr &attr);
void printCombiner(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                   CombinerAttr attr);

/// types of updates `into` types of destinations; the results have the latter.
mlir::ParseResult
parseUpdateTypes(mlir::OpAsmParser &parser, mlir::Type &update,
                 llvm::SmallVectorImpl<mlir::Type> &moreUpdates,
                 mlir::Type &dest, llvm::SmallVectorImpl<mlir::Type> &moreDests,
                 mlir::Type &result,
                 llvm::SmallVectorImpl<mlir::Type> &moreResults);
void printUpdateTypes(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      mlir::Type update, mlir::TypeRange moreUpdates,
                      mlir::Type dest, mlir::TypeRange moreDests,
                      mlir::Type result, mlir::TypeRange moreResults);

/// The same, then `,` and the type of the indices.
mlir::ParseResult parseScatterTypes(
    mlir::OpAsmParser &parser, mlir::Type &update,
    llvm::SmallVectorImpl<mlir::Type> &moreUpdates, mlir::Type &dest,
    llvm::SmallVectorImpl<mlir::Type> &moreDests, mlir::Type &indices,
    mlir::Type &result, llvm::SmallVectorImpl<mlir::Type> &moreResults);
void printScatterTypes(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                       mlir::Type update, mlir::TypeRange moreUpdates,
                       mlir::Type dest, mlir::TypeRange moreDests,
                       mlir::Type indices, mlir::Type result,
                       mlir::TypeRange moreResults);

/// `exclude_self`, `accumulate` type, `order` word, `associative`, `ties` word,
/// in any order.
mlir::ParseResult parseWriteWords(mlir::OpAsmParser &parser,
                                  mlir::UnitAttr &excludeSelf,
                                  mlir::TypeAttr &accumulate,
                                  UpdateOrderAttr &order,
                                  mlir::UnitAttr &associative, TiesAttr &ties);
void printWriteWords(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                     mlir::UnitAttr excludeSelf, mlir::TypeAttr accumulate,
                     UpdateOrderAttr order, mlir::UnitAttr associative,
                     TiesAttr ties);

/// `{` block `}`, where a region combines.
mlir::ParseResult
parseCombineBody(mlir::OpAsmParser &parser,
                 llvm::SmallVectorImpl<std::unique_ptr<mlir::Region>> &bodies);
void printCombineBody(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                      llvm::MutableArrayRef<mlir::Region> bodies);

/// `window [` numbers and values `]`, or nothing.
mlir::ParseResult
parseWindow(mlir::OpAsmParser &parser,
            llvm::SmallVectorImpl<mlir::OpAsmParser::UnresolvedOperand> &sizes,
            mlir::DenseI64ArrayAttr &window);
void printWindow(mlir::OpAsmPrinter &printer, mlir::Operation *op,
                 mlir::OperandRange sizes, mlir::DenseI64ArrayAttr window);

/// Parses one of the words of an enumeration: `symbolize` reads one,
/// `stringify` spells number `i` up to `last`.
template <typename AttrTy, typename Enum>
mlir::ParseResult parseWord(mlir::OpAsmParser &parser, AttrTy &attr,
                            llvm::StringRef what,
                            std::optional<Enum> (*symbolize)(llvm::StringRef),
                            llvm::StringRef (*stringify)(Enum), uint64_t last) {
  llvm::SMLoc loc = parser.getCurrentLocation();
  llvm::StringRef word;
  if (failed(parser.parseOptionalKeyword(&word)))
    word = "";
  if (std::optional<Enum> value = symbolize(word)) {
    attr = AttrTy::get(parser.getContext(), *value);
    return mlir::success();
  }
  auto diag = parser.emitError(loc) << "expected " << what << ", one of";
  for (uint64_t i = 0; i <= last; ++i)
    if (llvm::StringRef spelling = stringify(static_cast<Enum>(i));
        !spelling.empty())
      diag << (i ? ", " : " ") << spelling;
  return diag;
}

} // namespace tslice

#endif // TSLICE_IR_WRITESYNTAX_H
