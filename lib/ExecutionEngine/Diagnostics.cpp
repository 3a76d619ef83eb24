// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Formats diagnostics as compilers do, so that editors find the place.

#include "Diagnostics.h"

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace tslice;

/// Returns the first place in a file. Fused and inlined locations hold several;
/// the first one is the op itself.
static FileLineColLoc findFile(Location loc) {
  FileLineColLoc file;
  loc->walk([&](Location part) {
    file = dyn_cast<FileLineColLoc>(part);
    return file ? WalkResult::interrupt() : WalkResult::advance();
  });
  return file;
}

std::string tslice::getFileName(Location loc) {
  FileLineColLoc file = findFile(loc);
  return file ? file.getFilename().str() : "";
}

std::string tslice::formatLocation(Location loc) {
  FileLineColLoc file = findFile(loc);
  if (!file || file.getLine() == 0)
    return getFileName(loc);
  return file.getFilename().str() + ":" + std::to_string(file.getLine()) + ":" +
         std::to_string(file.getColumn());
}

static const char *getName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  return "error";
}

static std::string format(Diagnostic &diagnostic) {
  std::string text = formatLocation(diagnostic.getLocation());
  if (!text.empty())
    text += ": ";
  text += getName(diagnostic.getSeverity());
  text += ": " + diagnostic.str();
  for (Diagnostic &note : diagnostic.getNotes()) {
    // 'see current operation' prints the IR of the moment, which after the
    // first pass is not the user's.
    if (StringRef(note.str()).starts_with("see current operation"))
      continue;
    text += "\n" + format(note);
  }
  return text;
}

DiagnosticCollector::DiagnosticCollector(MLIRContext *context)
    : handler(context, [this](Diagnostic &diagnostic) {
        bool isError = diagnostic.getSeverity() == DiagnosticSeverity::Error;
        (isError ? errors : warnings).push_back(format(diagnostic));
        return success();
      }) {}

Error DiagnosticCollector::getError(const std::string &otherwise) const {
  if (errors.empty())
    return Error(ErrorCode::Compile, otherwise);
  return Error(ErrorCode::Compile, llvm::join(errors, "\n"));
}
