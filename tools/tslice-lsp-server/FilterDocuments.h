// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What stands between an editor and upstream's server.

#ifndef TSLICE_TOOLS_TSLICE_LSP_SERVER_FILTERDOCUMENTS_H
#define TSLICE_TOOLS_TSLICE_LSP_SERVER_FILTERDOCUMENTS_H

namespace tslice {

/// Puts a pipe in the place of standard input, and starts a thread that hands
/// messages on. Documents that are nested deeper than parsers bear are replaced
/// by one whose only diagnostic says so, at its place. Without memory or threads
/// standard input stays what it is.
void filterDocuments();

} // namespace tslice

#endif // TSLICE_TOOLS_TSLICE_LSP_SERVER_FILTERDOCUMENTS_H
