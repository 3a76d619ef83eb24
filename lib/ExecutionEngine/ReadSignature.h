// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a module says to its callers: the signatures of its entries, and the
// table of places that can fail at run time.

#ifndef TSLICE_LIB_EXECUTIONENGINE_READSIGNATURE_H
#define TSLICE_LIB_EXECUTIONENGINE_READSIGNATURE_H

#include "tslice/ExecutionEngine/Signature.h"
#include "tslice/Runtime/Runtime.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include <deque>

namespace tslice {

/// Returns the element type that stores `type`, or nothing when no tensor of
/// the C++ API holds it.
std::optional<ElementType> getElementType(mlir::Type type);

/// Returns the public functions of `module` that have a body, in order.
std::vector<mlir::func::FuncOp> getEntries(mlir::ModuleOp module);

/// Returns the function of `module` that is called `name` and has a body, be it
/// private. The error names the one that was probably meant, and all there are;
/// `source` is the name of the file in it.
Result<mlir::func::FuncOp> findEntry(mlir::ModuleOp module,
                                     const std::string &name,
                                     const std::string &source);

/// Returns the error for a function `name` that is not among `names`, which are
/// all there are of a `kind`.
Error makeUnknownEntryError(const std::string &name,
                            const std::vector<std::string> &names,
                            const std::string &source,
                            const std::string &kind = "public function");

/// Reads the signature of `func` with its attributes `tslice.name`,
/// `tslice.shape` and `tslice.donate`. On failure a diagnostic has been
/// emitted.
mlir::FailureOr<Signature> readSignature(mlir::func::FuncOp func);

/// The places that can fail, from the attribute `tslice.sites` of a module, in
/// the form the runtime takes. Owns all it points to.
class SiteTable {
public:
  SiteTable() = default;
  explicit SiteTable(mlir::ModuleOp module);
  SiteTable(const SiteTable &) = delete;
  SiteTable &operator=(const SiteTable &) = delete;
  SiteTable(SiteTable &&) = default;
  SiteTable &operator=(SiteTable &&) = default;

  const tslice_rt_site *data() const { return sites.data(); }
  int64_t size() const { return static_cast<int64_t>(sites.size()); }

private:
  const char *keep(llvm::StringRef text);

  std::vector<tslice_rt_site> sites;
  // Deques, because what the sites point to must not move.
  std::deque<std::string> strings;
  std::deque<std::vector<const char *>> operands;
  std::deque<std::vector<int64_t>> windows;
};

} // namespace tslice

#endif // TSLICE_LIB_EXECUTIONENGINE_READSIGNATURE_H
