// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Reads the notes that are mapped with the running code: the files may have been
// replaced since.

#include "BuildId.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include "llvm/TargetParser/Host.h"
#include <cstring>
#include <elf.h>
#include <link.h>

using namespace tslice;

namespace {
/// Looks for the file that holds an address.
struct Search {
  uintptr_t address;
  std::string id;
};
} // namespace

/// Returns the build id among the notes in `[note, end)`, or an empty string.
static std::string findBuildId(const char *note, const char *end) {
  ElfW(Nhdr) header;
  while (end - note >= static_cast<ptrdiff_t>(sizeof header)) {
    std::memcpy(&header, note, sizeof header);
    const char *name = note + sizeof header;
    // Names and contents are padded to words.
    const char *content = name + llvm::alignTo<4>(header.n_namesz);
    note = content + llvm::alignTo<4>(header.n_descsz);
    if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 &&
        note <= end && std::memcmp(name, "GNU", 4) == 0)
      return llvm::toHex(llvm::StringRef(content, header.n_descsz));
  }
  return "";
}

/// Stops at the file that holds the address searched for.
static int visit(dl_phdr_info *file, size_t, void *data) {
  auto &search = *static_cast<Search *>(data);
  llvm::ArrayRef<ElfW(Phdr)> segments(file->dlpi_phdr, file->dlpi_phnum);
  if (llvm::none_of(segments, [&](const ElfW(Phdr) & segment) {
        return segment.p_type == PT_LOAD &&
               search.address - (file->dlpi_addr + segment.p_vaddr) <
                   segment.p_memsz;
      }))
    return 0;
  for (const ElfW(Phdr) &segment : segments) {
    auto *notes =
        reinterpret_cast<const char *>(file->dlpi_addr + segment.p_vaddr);
    if (segment.p_type == PT_NOTE && search.id.empty())
      search.id = findBuildId(notes, notes + segment.p_memsz);
  }
  return 1;
}

/// Returns the build id of the loaded file that holds `address`.
static std::string getBuildIdAt(const void *address) {
  Search search{reinterpret_cast<uintptr_t>(address), ""};
  dl_iterate_phdr(visit, &search);
  return search.id;
}

template <typename Function> static const void *addressOf(Function *function) {
  return reinterpret_cast<const void *>(function);
}

std::optional<std::string> tslice::getBuildId() {
  std::string ours = getBuildIdAt(addressOf(tslice::getBuildId));
  if (ours.empty())
    return std::nullopt;
  // Both are files of their own where LLVM is shared, and patches to them leave
  // their version as it is.
  return ours + "-" + getBuildIdAt(addressOf(mlir::translateModuleToLLVMIR)) +
         "-" + getBuildIdAt(addressOf(llvm::sys::getDefaultTargetTriple));
}
